/** Time as the client sees it; tests drive their own. */
export interface Clock {
  /** Milliseconds since 1970 UTC: for what people read and write. Somebody may set it, both ways, at any moment. */
  now(): number;
  /** Milliseconds since some moment, for every duration: nobody sets it and it never goes back. It may rest while the device sleeps. */
  monotonic(): number;
  /** Runs `task` once, `delayMs` from now; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

/** Timers of the platform count in 31 bits; a longer one would fire at once. */
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
