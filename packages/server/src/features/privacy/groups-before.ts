import type { GroupChange } from "../../people/groups.ts";
import type { Memberships } from "../../people/subjects.ts";

/** Memberships as they were before a change, for questions about who was a member. */
export class GroupsBefore implements Memberships {
  readonly #now: Memberships;
  readonly #change: GroupChange;
  readonly #entered: ReadonlySet<string>;
  readonly #left: ReadonlySet<string>;

  constructor(now: Memberships, change: GroupChange) {
    this.#now = now;
    this.#change = change;
    this.#entered = new Set(change.entered);
    this.#left = new Set(change.left);
  }

  has(community: string, group: string, person: string): boolean {
    if (community === this.#change.community && group === this.#change.group) {
      if (this.#left.has(person)) return true;
      if (this.#entered.has(person)) return false;
    }
    return this.#now.has(community, group, person);
  }

  of(community: string, person: string): readonly string[] {
    const now = this.#now.of(community, person);
    if (community !== this.#change.community) return now;
    const { group } = this.#change;
    if (this.#left.has(person)) return [...now, group];
    return this.#entered.has(person) ? now.filter((other) => other !== group) : now;
  }
}
