import type { Clock } from "./clock.ts";
import { nextTick, Ticker, type Turn } from "./ticker.ts";

/**
 * Collects changed items and flushes them once per tick, each item once, so that a burst costs one encoding. Ticks lie on
 * a fixed grid, so that the time of a flush cannot reveal a change that somebody may not see.
 */
export class Coalesced<Item> {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #turn: Turn;
  #items = new Set<Item>();

  constructor(clock: Clock, tickMs: number, flush: (items: ReadonlySet<Item>) => void) {
    this.#clock = clock;
    this.#tickMs = tickMs;
    this.#turn = Ticker.of(clock).join(() => {
      const items = this.#items;
      this.#items = new Set();
      flush(items);
    });
  }

  add(item: Item): void {
    if (this.#items.size === 0) this.#turn.at(nextTick(this.#clock.monotonic(), this.#tickMs));
    this.#items.add(item);
  }

  has(item: Item): boolean {
    return this.#items.has(item);
  }

  stop(): void {
    this.#turn.leave();
    this.#items.clear();
  }
}
