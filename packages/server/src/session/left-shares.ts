import { isFull } from "../edge/rates.ts";
import type { PersonShare } from "../edge/session-host.ts";
import type { Clock } from "../time/clock.ts";

const SWEEP_MS = 5_000;

/**
 * The shares of people without sessions: whoever signs out and in again goes on with what was spent and is still held.
 * Kept until that is nothing, which is a matter of seconds.
 */
export class LeftShares {
  readonly #clock: Clock;
  readonly #shares = new Map<string, PersonShare>();
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#shares.size;
  }

  find(community: string, person: string): PersonShare | undefined {
    return this.#shares.size === 0 ? undefined : this.#shares.get(keyOf(community, person));
  }

  keep(community: string, person: string, share: PersonShare): void {
    this.#shares.set(keyOf(community, person), share);
    this.#cancel ??= this.#clock.after(SWEEP_MS, this.#sweep);
  }

  drop(community: string, person: string): void {
    if (this.#shares.size > 0) this.#shares.delete(keyOf(community, person));
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#shares.clear();
  }

  readonly #sweep = (): void => {
    const now = this.#clock.monotonic();
    for (const [key, share] of this.#shares) if (share.heldBytes <= 0 && isFull(share, now)) this.#shares.delete(key);
    this.#cancel = this.#shares.size > 0 ? this.#clock.after(SWEEP_MS, this.#sweep) : undefined;
  };
}

function keyOf(community: string, person: string): string {
  return `${community} ${person}`;
}
