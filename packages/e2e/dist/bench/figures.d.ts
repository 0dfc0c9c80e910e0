/** The value below which a share of the samples lies; `share` from 0 to 1. */
export declare function percentile(samples: readonly number[], share: number): number;
export declare const median: (samples: readonly number[]) => number;
/** A seeded stream of numbers from 0 to 1 (mulberry32), so that two runs load alike. */
export declare function seeded(seed: number): () => number;
