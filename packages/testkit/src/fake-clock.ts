interface Waiting {
  readonly at: number;
  /** Tasks due at the same moment run in the order in which they were asked for. */
  readonly order: number;
  readonly task: () => void;
}

const HOUR_MS = 3_600_000;

/**
 * Time that stands still until a test moves it. Fits the `clock` option of the client and of the server. The time of day
 * can be set as well, which no duration may notice.
 *
 * ```ts
 * const clock = new FakeClock();
 * clock.after(15_000, () => console.log("grace is over"));
 * clock.advance(15_000);
 * ```
 */
export class FakeClock {
  #monotonic: number;
  /** What the time of day is ahead of it. */
  #wallMs: number;
  #order = 0;
  readonly #waiting = new Set<Waiting>();

  /** @param startMs milliseconds since 1970 UTC. */
  constructor(startMs: number = Date.UTC(2026, 0, 5, 9)) {
    // Not the time of day, so that the two cannot be taken for each other; on the same grid, so that ticks are easy to tell.
    this.#monotonic = HOUR_MS + (startMs % HOUR_MS);
    this.#wallMs = startMs - this.#monotonic;
    // Both are handed around bare (`const { now } = clock`) by code that takes a structural clock.
    this.now = this.now.bind(this);
    this.monotonic = this.monotonic.bind(this);
    this.after = this.after.bind(this);
  }

  /** Milliseconds since 1970 UTC. */
  now(): number {
    return this.#monotonic + this.#wallMs;
  }

  /** Milliseconds that `advance` alone moves on. */
  monotonic(): number {
    return this.#monotonic;
  }

  /** Sets the time of day forward, or back when `ms` is below 0. No task comes sooner or later for it. */
  setWall(ms: number): void {
    this.#wallMs += ms;
  }

  /** Runs `task` once, when the clock has been moved `delayMs` on; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void {
    const waiting = { at: this.#monotonic + Math.max(0, delayMs), order: this.#order++, task };
    this.#waiting.add(waiting);
    return () => this.#waiting.delete(waiting);
  }

  /** How many tasks wait: a component that was closed leaves none behind. */
  get pending(): number {
    return this.#waiting.size;
  }

  /** The time of day at which the next task falls due; undefined when none waits. */
  get nextMs(): number | undefined {
    const next = this.#due(Number.POSITIVE_INFINITY);
    return next && next.at + this.#wallMs;
  }

  /** Moves time on and runs what falls due, each task at its own moment, those they ask for among them. */
  advance(ms: number): void {
    const end = this.#end(ms);
    for (let next = this.#due(end); next; next = this.#due(end)) this.#run(next);
    this.#monotonic = end;
  }

  /** The same, and after each moment everything that promises had to do is done before time moves on. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#end(ms);
    await settled();
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.#run(next);
      await settled();
    }
    this.#monotonic = end;
  }

  #end(ms: number): number {
    if (!(ms >= 0)) throw new RangeError(`Time only moves forward: advance(${ms}) cannot be done.`);
    return this.#monotonic + ms;
  }

  #due(end: number): Waiting | undefined {
    let first: Waiting | undefined;
    for (const waiting of this.#waiting) {
      if (waiting.at > end) continue;
      if (!first || waiting.at < first.at || (waiting.at === first.at && waiting.order < first.order)) first = waiting;
    }
    return first;
  }

  #run(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    this.#monotonic = waiting.at;
    waiting.task();
  }
}

/** Resolves when no promise callback is left to run. */
export function settled(): Promise<void> {
  // A message channel's task comes after all microtasks, in Node and in browsers, and is never throttled or faked.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
