/**
 * Work by key, one after the other in the order in which it was asked for: changes of what one owner has never build on
 * the same version, and pages that one session reads are never in memory together.
 */
export class Turns<Key> {
  readonly #last = new Map<Key, Promise<void>>();

  /** Runs `work` when all that was asked for under the key before has ended, however it ended. */
  take<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#last.get(key) ?? Promise.resolve()).then(work);
    const forget = (): void => {
      if (this.#last.get(key) === ended) this.#last.delete(key);
    };
    const ended: Promise<void> = turn.then(forget, forget);
    this.#last.set(key, ended);
    return turn;
  }

  /** Resolves when all that was asked for so far has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}
