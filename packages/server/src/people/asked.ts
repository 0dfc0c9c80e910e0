import type { Memberships } from "./subjects.ts";

/**
 * The memberships of one moment in one community, for a question that looks at many lists: whose groups were looked up
 * are known. Not to be kept, since groups change.
 */
export class Asked implements Memberships {
  readonly #groups: Memberships;
  readonly #of = new Map<string, readonly string[]>();

  constructor(groups: Memberships) {
    this.#groups = groups;
  }

  has(community: string, group: string, person: string): boolean {
    return this.#groups.has(community, group, person);
  }

  of(community: string, person: string): readonly string[] {
    let of = this.#of.get(person);
    if (!of) {
      of = this.#groups.of(community, person);
      this.#of.set(person, of);
    }
    return of;
  }
}
