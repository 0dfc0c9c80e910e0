/** Small numbers for things, given again when free, so that arrays over them stay dense. Who takes one remembers it. */
export class Slots<Item> {
  readonly #items: Array<Item | undefined> = [];
  readonly #free: number[] = [];

  take(item: Item): number {
    const slot = this.#free.pop() ?? this.#items.length;
    this.#items[slot] = item;
    return slot;
  }

  release(slot: number): void {
    this.#items[slot] = undefined;
    this.#free.push(slot);
  }

  at(slot: number): Item | undefined {
    return this.#items[slot];
  }
}
