import { ArrivalRate } from "../time/arrival-rate.ts";
import type { Clock } from "../time/clock.ts";

const STEP_MS = 5_000;
/** So few lost in a step are let in within the grace by a slow machine, too. */
const FEW = 1_000;
/** How long a crowd is waited for. */
const LONGEST_MS = 60_000;

/**
 * When a network breaks, a company is lost at once, and comes back as fast as this machine can let it in. Until then
 * nobody shall be seen to go (S11).
 */
export class Crowd {
  readonly #clock: Clock;
  #stepEndsMs = 0;
  #lost = 0;
  /** Those who come back; undefined while no crowd was lost. */
  #returning: ArrivalRate | undefined;
  #lostMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A session lost its connection. */
  lost(): void {
    const nowMs = this.#clock.monotonic();
    if (nowMs >= this.#stepEndsMs) {
      this.#stepEndsMs = nowMs + STEP_MS;
      this.#lost = 0;
    }
    if (++this.#lost <= FEW) return;
    this.#lostMs = nowMs;
    this.#returning ??= new ArrivalRate(this.#clock);
  }

  /** One who lost its connection has another. */
  returned(): void {
    this.#returning?.count();
  }

  /** How much longer to wait for one who was lost at that moment; 0 for no longer. */
  waitMs(lostMs: number): number {
    const nowMs = this.#clock.monotonic();
    if (nowMs >= this.#lostMs + LONGEST_MS) this.#returning = undefined;
    return this.#returning?.many ? Math.min(STEP_MS, Math.max(0, lostMs + LONGEST_MS - nowMs)) : 0;
  }
}
