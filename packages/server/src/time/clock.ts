/** Time as the server sees it; tests drive their own. */
export interface Clock {
  /** Milliseconds since 1970 UTC: for what people read and write. Somebody may set it, both ways, at any moment. */
  now(): number;
  /**
   * Milliseconds since some moment: for every duration. Nobody sets it and it never goes back. Time in which the
   * process stood still is none.
   */
  monotonic(): number;
  /** Runs `task` once, `delayMs` from now by `monotonic`; the returned function cancels it. Never keeps the process alive. */
  after(delayMs: number, task: () => void): () => void;
}

/** Timers of the platform count in 31 bits; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** They count in whole milliseconds, and may ring by so much too soon. */
const EARLY_MS = 1;

/** A timer that rings so late says that the process was stopped, or had no processor. */
const STILL_MS = 1_000;

/**
 * The clock of this process. After a stop the first timer notices how long it was, and all others wait as much longer;
 * its task runs when the loop has read what came in meanwhile. So nobody is judged by a time in which nothing could be
 * heard of them.
 */
export function createSystemClock(): Clock {
  let stoodMs = 0;
  let lastMs = 0;
  const ranMs = (): number => performance.now() - stoodMs;
  // What was busy rather than stopped read the clock meanwhile: it stands until it is there again, and never goes back.
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
