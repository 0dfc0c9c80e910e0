import type { Clock } from "./clock.ts";

const times = new WeakMap<Clock, () => number>();

/**
 * The time of day for what is compared with each other and shown, such as since when: it is set forward with the clock,
 * and goes on when that is set back. So of two moments the later one has no earlier time, and none tells of what came
 * before it (V7).
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
