import type { Clock } from "./clock.ts";

/**
 * They are counted in steps of this length. Whom a kernel on the way had no room for tries again after 1, 3, 7 and 15 s:
 * for 8 s nobody may come though many will.
 */
export const ARRIVAL_STEP_MS = 10_000;
/** So few in a step are never many. */
const FEW = 10;
/** Nor is this part of those who came in the busiest step. */
const FEW_OF_MOST = 1 / 20;

/**
 * Whether many come still. How long a machine takes to let a crowd in, nobody can say beforehand; whoever waits for one
 * asks here (S11, P18).
 */
export class ArrivalRate {
  readonly #clock: Clock;
  readonly #fromMs: number;
  #step = 0;
  #came = 0;
  #cameBefore = 0;
  #most = 0;

  /** They are counted from now on. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#fromMs = clock.monotonic();
  }

  count(): void {
    this.#goOn();
    this.#most = Math.max(this.#most, ++this.#came);
  }

  /** In the step that runs or in the one before it. */
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
