/** How many keys of one owner are remembered, until the server stops. */
const KEYS = 8;

/** Changes of what one owner has, one after the other, so that two devices never build on the same version. */
export class Mutations<Owner extends object> {
  readonly #turns = new Map<Owner, Promise<void>>();
  /** What the last changes were asked with: a client that lost its connection asks again (F14). */
  readonly #keys = new WeakMap<Owner, readonly string[]>();

  /** Runs the change when those before it are done; with a key that is known, not at all. `key` is empty for none. */
  async run(owner: Owner, key: string, change: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(owner) ?? Promise.resolve();
    const turn = before.then(async () => {
      if (key !== "" && this.#keys.get(owner)?.includes(key)) return;
      await change();
      if (key !== "") this.#keys.set(owner, [...(this.#keys.get(owner) ?? []), key].slice(-KEYS));
    });
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
