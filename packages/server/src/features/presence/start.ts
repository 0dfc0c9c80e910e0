import { ARRIVAL_STEP_MS, ArrivalRate } from "../../time/arrival-rate.ts";
import type { Clock } from "../../time/clock.ts";
import { Ticker, type Turn } from "../../time/ticker.ts";

const LONGEST_MS = 120_000;

/**
 * The time after the server's start in which whoever was there before may not be back yet (P18). It lasts as long as
 * many come.
 */
export class Start {
  readonly #tickMs: number;
  readonly #startedMs: number;
  readonly #turn: Turn;
  readonly #listeners = new Set<() => void>();
  readonly #arrivals: ArrivalRate;
  #over = false;
  #looksMs: number;

  /**
   * Lasts for `graceMs` at least, and not at all when that is 0. To be made before everybody who looks at ticks whether
   * it is over: at one moment those are called first who joined first.
   */
  constructor(clock: Clock, tickMs: number, graceMs: number) {
    this.#tickMs = tickMs;
    this.#arrivals = new ArrivalRate(clock);
    this.#startedMs = clock.monotonic();
    this.#looksMs = this.#onGrid(this.#startedMs + graceMs);
    this.#turn = Ticker.of(clock).join((nowMs) => this.#look(nowMs));
    if (graceMs > 0) this.#turn.at(this.#looksMs);
    else this.#end();
  }

  get over(): boolean {
    return this.#over;
  }

  /** The tick at which it may be over, while it is not. */
  get tick(): number {
    return this.#looksMs / this.#tickMs;
  }

  /** Somebody came whom everybody sees. */
  arrived(): void {
    if (!this.#over) this.#arrivals.count();
  }

  /** Calls the listener once, when it is over; not when it is already. Returns the function that prevents it. */
  onOver(listener: () => void): () => void {
    if (!this.#over) this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    this.#turn.leave();
    this.#listeners.clear();
  }

  #look(nowMs: number): void {
    if (!this.#arrivals.many || nowMs >= this.#startedMs + LONGEST_MS) {
      this.#end();
      return;
    }
    this.#looksMs = this.#onGrid(nowMs + ARRIVAL_STEP_MS);
    this.#turn.at(this.#looksMs);
  }

  #end(): void {
    this.#over = true;
    this.#turn.leave();
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  #onGrid(ms: number): number {
    return Math.ceil(ms / this.#tickMs) * this.#tickMs;
  }
}
