/** Small numbers for things, given again when free, so that arrays over them stay dense. */
export class Slots<Item> {
  readonly #items: Array<Item | undefined> = [];
  readonly #slotOf = new Map<Item, number>();
  readonly #free: number[] = [];

  /** The item's slot; gives it one when it has none. */
  take(item: Item): number {
    const known = this.#slotOf.get(item);
    if (known !== undefined) return known;
    const slot = this.#free.pop() ?? this.#items.length;
    this.#items[slot] = item;
    this.#slotOf.set(item, slot);
    return slot;
  }

  release(item: Item): void {
    const slot = this.#slotOf.get(item);
    if (slot === undefined) return;
    this.#slotOf.delete(item);
    this.#items[slot] = undefined;
    this.#free.push(slot);
  }

  slotOf(item: Item): number | undefined {
    return this.#slotOf.get(item);
  }

  at(slot: number): Item | undefined {
    return this.#items[slot];
  }
}
