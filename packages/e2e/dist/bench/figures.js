/** The value below which a share of the samples lies; `share` from 0 to 1. */
export function percentile(samples, share) {
    if (samples.length === 0)
        return Number.NaN;
    const sorted = Float64Array.from(samples).sort();
    return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}
export const median = (samples) => percentile(samples, 0.5);
/** A seeded stream of numbers from 0 to 1 (mulberry32), so that two runs load alike. */
export function seeded(seed) {
    let state = seed >>> 0;
    return () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
    };
}
//# sourceMappingURL=figures.js.map