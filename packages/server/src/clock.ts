/** Time as the server sees it; tests drive their own. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  /** Runs `task` once, `delayMs` from now; the returned function cancels it. Never keeps the process alive. */
  after(delayMs: number, task: () => void): () => void;
}

/** Timers of the platform count in 31 bits; a longer one would fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (leftMs: number): void => {
      timer = setTimeout(
        () => (leftMs > LONGEST_MS ? wait(leftMs - LONGEST_MS) : task()),
        Math.min(leftMs, LONGEST_MS),
      );
      timer.unref();
    };
    wait(delayMs);
    return () => clearTimeout(timer);
  },
};
