/** The server's clock; tests use a clock that they control. */
export interface Clock {
  /** Wall clock: milliseconds since 1970 UTC, for times that people see or choose. It may be set forward or back at any moment. */
  now(): number;
  /**
   * Monotonic clock: milliseconds since an arbitrary moment, for durations. It is never set and never goes back. It
   * stands still while the process is stopped.
   */
  monotonic(): number;
  /** Runs `task` once, `delayMs` from now on the monotonic clock. Returns the function that cancels it. Does not keep the process alive. */
  after(delayMs: number, task: () => void): () => void;
}

/** Node's timers have 31-bit delays; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Node's timers count whole milliseconds and may fire this much early. */
const EARLY_MS = 1;

/** If a timer fires this late, the process was stopped or got no processor time. */
const STILL_MS = 1_000;

/**
 * The clock of this process. After a stop, the first timer that fires measures how long the process stood, and all other
 * timers wait that much longer. Its task runs after the event loop has read the sockets. So no client times out for a
 * period in which the server could not hear it.
 */
export function createSystemClock(): Clock {
  let stoodMs = 0;
  let lastMs = 0;
  const ranMs = (): number => performance.now() - stoodMs;
  // A process that was busy, not stopped, may have read the clock meanwhile. Subtracting the "stop" would then set the
  // clock back, so it stands still until it has caught up.
  const monotonic = (): number => {
    lastMs = Math.max(lastMs, ranMs());
    return lastMs;
  };
  return {
    now: () => Date.now(),
    monotonic,
    after(delayMs, task) {
      const dueMs = monotonic() + delayMs;
      let cancel = (): void => {};
      const wait = (leftMs: number): void => {
        const timer = setTimeout(ring, Math.min(leftMs, LONGEST_MS));
        timer.unref();
        cancel = () => clearTimeout(timer);
      };
      const ring = (): void => {
        const lateMs = ranMs() - dueMs;
        if (lateMs < -EARLY_MS) wait(-lateMs);
        else if (lateMs < STILL_MS) task();
        else {
          stoodMs += lateMs;
          const immediate = setImmediate(task);
          cancel = () => clearImmediate(immediate);
        }
      };
      wait(delayMs);
      return () => cancel();
    },
  };
}

export const systemClock: Clock = createSystemClock();
