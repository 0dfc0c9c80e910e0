import type { Clock } from "../../time/clock.ts";

/** Does so many things at once and the rest later, so that a flood of them keeps nobody else waiting. */
export class Paced<Item> {
  readonly #clock: Clock;
  readonly #pace: { readonly count: number; readonly everyMs: number };
  readonly #run: (item: Item) => void;
  readonly #waiting = new Set<Item>();
  #left: number;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, pace: { readonly count: number; readonly everyMs: number }, run: (item: Item) => void) {
    this.#clock = clock;
    this.#pace = pace;
    this.#run = run;
    this.#left = pace.count;
  }

  /** An item that waits already waits once. */
  add(item: Item): void {
    this.#cancel ??= this.#clock.after(this.#pace.everyMs, () => this.#turn());
    if (this.#left === 0) {
      this.#waiting.add(item);
      return;
    }
    this.#left--;
    this.#run(item);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#waiting.clear();
  }

  #turn(): void {
    this.#cancel = undefined;
    this.#left = this.#pace.count;
    for (const item of this.#waiting) {
      if (this.#left === 0) break;
      this.#waiting.delete(item);
      this.add(item);
    }
    if (this.#waiting.size > 0) this.#cancel ??= this.#clock.after(this.#pace.everyMs, () => this.#turn());
  }
}
