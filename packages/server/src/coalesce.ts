import type { Clock } from "./clock.ts";

/** Gathers what changed and hands it over once a tick, each item once, so that a burst costs one encoding. */
export class Coalesced<Item> {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #flush: (items: ReadonlySet<Item>) => void;
  #items = new Set<Item>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, tickMs: number, flush: (items: ReadonlySet<Item>) => void) {
    this.#clock = clock;
    this.#tickMs = tickMs;
    this.#flush = flush;
  }

  add(item: Item): void {
    this.#items.add(item);
    this.#cancel ??= this.#clock.after(this.#tickMs, () => {
      this.#cancel = undefined;
      const items = this.#items;
      this.#items = new Set();
      this.#flush(items);
    });
  }

  has(item: Item): boolean {
    return this.#items.has(item);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#items.clear();
  }
}
