import type { Clock } from "./clock.ts";

/**
 * Length of a counting step. TCP retries a dropped connection attempt after 1, 3, 7 and 15 s, so that there can be gaps
 * of 8 s in a crowd's arrival; a step must be longer.
 */
export const ARRIVAL_STEP_MS = 10_000;
/** Up to this many arrivals in a step never count as many. */
const FEW = 10;
/** Nor does up to this share of the busiest step. */
const FEW_OF_MOST = 1 / 20;

/**
 * Whether many clients are still arriving. It is not known beforehand how long a machine takes to admit a crowd, so code
 * that waits for a crowd to return asks here (S11, P18).
 */
export class ArrivalRate {
  readonly #clock: Clock;
  readonly #fromMs: number;
  #step = 0;
  #came = 0;
  #cameBefore = 0;
  #most = 0;

  /** Counts from now on. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#fromMs = clock.monotonic();
  }

  count(): void {
    this.#goOn();
    this.#most = Math.max(this.#most, ++this.#came);
  }

  /** Whether many arrived in the current step or the one before. */
  get many(): boolean {
    this.#goOn();
    return Math.max(this.#came, this.#cameBefore) > Math.max(FEW, this.#most * FEW_OF_MOST);
  }

  #goOn(): void {
    const step = Math.floor((this.#clock.monotonic() - this.#fromMs) / ARRIVAL_STEP_MS);
    if (step === this.#step) return;
    this.#cameBefore = step === this.#step + 1 ? this.#came : 0;
    this.#came = 0;
    this.#step = step;
  }
}
