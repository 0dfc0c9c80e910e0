import type { Clock } from "./clock.ts";

const times = new WeakMap<Clock, () => number>();

/**
 * A time of day that never goes back, for times that are shown and compared, such as "since". It jumps forward with the
 * system clock, and keeps running when that is set back. So a later moment never has an earlier time, and no time
 * reveals what came before it (V7).
 */
export function shownTime(clock: Clock): () => number {
  let time = times.get(clock);
  if (!time) {
    let aheadMs = Number.NEGATIVE_INFINITY;
    time = () => {
      const monotonicMs = clock.monotonic();
      aheadMs = Math.max(aheadMs, clock.now() - monotonicMs);
      return Math.round(monotonicMs + aheadMs);
    };
    times.set(clock, time);
  }
  return time;
}
