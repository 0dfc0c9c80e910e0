/** Changes of what one owner has, one after the other, so that two devices never build on the same version. */
export class Mutations<Owner extends object> {
  readonly #turns = new Map<Owner, Promise<void>>();

  /** Runs the change when those before it are done. */
  async run(owner: Owner, change: () => Promise<void>): Promise<void> {
    const turn = (this.#turns.get(owner) ?? Promise.resolve()).then(change);
    const settled = turn.catch(() => undefined);
    this.#turns.set(owner, settled);
    try {
      await turn;
    } finally {
      if (this.#turns.get(owner) === settled) this.#turns.delete(owner);
    }
  }

  /** Resolves when nothing waits. */
  async settled(): Promise<void> {
    await Promise.all(this.#turns.values());
  }
}
