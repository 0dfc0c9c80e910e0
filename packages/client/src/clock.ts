/** The client's source of time. Tests use a clock of their own. */
export interface Clock {
  /** Milliseconds since 1970 UTC, for times that people see. Can be set forward or back at any moment. */
  now(): number;
  /** Monotonic milliseconds, for all durations. Cannot be set and never goes back. Can stop while the device sleeps. */
  monotonic(): number;
  /** Runs `task` once after `delayMs`. Returns the function that cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

/** The platform's timers have 31 bits; a longer delay would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, task) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (leftMs: number): void => {
      timer = setTimeout(
        () => (leftMs > LONGEST_MS ? wait(leftMs - LONGEST_MS) : task()),
        Math.min(leftMs, LONGEST_MS),
      );
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};
