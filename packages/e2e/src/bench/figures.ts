/** The value below which a share of the samples lies; `share` from 0 to 1. */
export function percentile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return Number.NaN;
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!;
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);

const STEPS_A_MS = 10;
const LONGEST_MS = 60_000;

/** Delays by tenths of a millisecond, millions of them in memory that does not grow. */
export class Delays {
  readonly #counts = new Uint32Array(LONGEST_MS * STEPS_A_MS + 1);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(ms: number): void {
    const step = Math.min(this.#counts.length - 1, Math.max(0, Math.ceil(ms * STEPS_A_MS)));
    this.#counts[step]!++;
    this.#count++;
  }

  /** In milliseconds, rounded up to a tenth; NaN when there are none. */
  percentile(share: number): number {
    if (this.#count === 0) return Number.NaN;
    let left = Math.max(1, Math.ceil(share * this.#count));
    let step = 0;
    while (left > this.#counts[step]!) left -= this.#counts[step++]!;
    return step / STEPS_A_MS;
  }
}

/** A seeded stream of numbers from 0 to 1 (mulberry32), so that two runs load alike. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
