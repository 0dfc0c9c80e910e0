/**
 * A queue by key: tasks with the same key run one after the other, in the order in which they were added. Two changes of
 * one owner's data therefore never start from the same version, and two pages for one session are never in memory at
 * the same time.
 */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<void>>();

  /** Runs `work` when all earlier work of the key has settled. */
  take<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const forget = (): void => {
      if (this.#last.get(key) === ended) this.#last.delete(key);
    };
    const ended: Promise<void> = turn.then(forget, forget);
    this.#last.set(key, ended);
    return turn;
  }

  /** Resolves when all work added so far has settled. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
