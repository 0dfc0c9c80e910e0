import type { Clock } from "./clock.ts";

/**
 * Many timeouts with one timer. An item is due up to `slotMs` late, never early. Items cannot be removed: `due` returns
 * the next delay, or 0 to drop the item.
 */
export class TimerWheel<Item> {
  readonly #clock: Clock;
  readonly #slotMs: number;
  readonly #slots: Item[][];
  readonly #due: (item: Item) => number;
  #at = 0;
  #startedMs = 0;
  #size = 0;
  #cancel: (() => void) | undefined;

  /** The longest delay is `slots - 1` × `slotMs`. An item with a longer one is due then, and `due` can renew it. */
  constructor(clock: Clock, slotMs: number, slots: number, due: (item: Item) => number) {
    this.#clock = clock;
    this.#slotMs = slotMs;
    this.#slots = Array.from({ length: slots }, () => []);
    this.#due = due;
  }

  /** The number of waiting items. */
  get size(): number {
    return this.#size;
  }

  add(item: Item, delayMs: number): void {
    if (!this.#cancel) {
      this.#startedMs = this.#clock.monotonic();
      this.#at = 0;
      this.#cancel = this.#clock.after(this.#slotMs, this.#turn);
    }
    this.#put(item, delayMs + this.#clock.monotonic() - this.#startedMs - this.#at * this.#slotMs);
    this.#size++;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    for (const slot of this.#slots) slot.length = 0;
    this.#size = 0;
  }

  #put(item: Item, delayMs: number): void {
    const ahead = Math.min(this.#slots.length - 1, Math.max(1, Math.ceil(delayMs / this.#slotMs)));
    this.#slots[(this.#at + ahead) % this.#slots.length]!.push(item);
  }

  readonly #turn = (): void => {
    // After a late timer, catch up slot by slot, at most once around. Delays that `due` returns count from now, so that
    // no item is due twice in one turn: an item must have time to react between two checks.
    const now = Math.floor((this.#clock.monotonic() - this.#startedMs) / this.#slotMs);
    if (now - this.#at > this.#slots.length) this.#at = now - this.#slots.length;
    const passed: Item[][] = [];
    while (this.#at < now) {
      this.#at++;
      const index = this.#at % this.#slots.length;
      if (this.#slots[index]!.length === 0) continue;
      passed.push(this.#slots[index]!);
      this.#slots[index] = [];
    }
    for (const items of passed) {
      for (const item of items) {
        const waitMs = this.#due(item);
        if (waitMs > 0) this.#put(item, waitMs);
        else this.#size--;
      }
    }
    if (this.#size === 0) {
      this.#cancel = undefined;
      return;
    }
    const nextMs = this.#startedMs + (this.#at + 1) * this.#slotMs - this.#clock.monotonic();
    this.#cancel = this.#clock.after(Math.max(1, nextMs), this.#turn);
  };
}
