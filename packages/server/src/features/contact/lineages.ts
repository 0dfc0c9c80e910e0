/** How many lists are remembered, and how many epochs of one: those that changed last. */
const LISTS = 10_000;
const EPOCHS = 16;

/**
 * Epochs of a list one after the other between which its owner put people or groups into it, and the directory did not
 * change: whoever holds an earlier one needs nothing but the owner's changes (K2).
 */
export class Lineages {
  readonly #epochs = new Map<string, readonly number[]>();

  extend(list: string, before: number, after: number): void {
    const known = this.#epochs.get(list);
    const line = known?.at(-1) === before ? known : [before];
    // Behind all others: the first of the map is the one that changed longest ago.
    this.#epochs.delete(list);
    this.#epochs.set(list, [...line, after].slice(-EPOCHS));
    const [oldest] = this.#epochs.keys();
    if (this.#epochs.size > LISTS && oldest !== undefined) this.#epochs.delete(oldest);
  }

  /** Whether what was held under an epoch counts under that of now. */
  counts(list: string, held: number, now: number): boolean {
    if (held === now) return true;
    const line = this.#epochs.get(list);
    return line?.at(-1) === now && line.includes(held);
  }
}
