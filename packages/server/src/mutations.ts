import { Code } from "@livename/wire/frame";
import { fingerprint } from "./fingerprint.ts";
import { Refusal } from "./refusal.ts";

/** How many keys of one owner are remembered, until the server stops. */
const KEYS = 8;

/** A command as far as it is known again: its key, empty for none, and its bytes. */
export interface Keyed {
  readonly key: string;
  readonly payload: Uint8Array;
}

const UNKEYED: Keyed = { key: "", payload: new Uint8Array() };

/** Changes of what one owner has, one after the other, so that two devices never build on the same version. */
export class Mutations<Owner extends object> {
  readonly #turns = new Map<Owner, Promise<void>>();
  /** What the last changes were asked with, each key with its command: a client that lost its connection asks again (F14). */
  readonly #keys = new WeakMap<Owner, ReadonlyMap<string, number>>();

  /**
   * Runs the change when those before it are done; with a key that is known, not at all.
   * @throws Refusal INVALID when the key was another command's.
   */
  async run(owner: Owner, { key, payload }: Keyed | undefined = UNKEYED, change: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(owner) ?? Promise.resolve();
    const turn = before.then(async () => {
      if (key === "") return change();
      const command = fingerprint(payload);
      const known = this.#keys.get(owner)?.get(key);
      if (known !== undefined && known !== command) throw usedKey();
      if (known !== undefined) return;
      await change();
      const keys = [...(this.#keys.get(owner) ?? []), [key, command] as const];
      this.#keys.set(owner, new Map(keys.slice(-KEYS)));
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

export function usedKey(): Refusal {
  return new Refusal(Code.INVALID, "This key was another command's. Make a new key for each command.");
}
