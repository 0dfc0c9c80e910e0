import type { GroupChange, GroupRecord, Groups } from "../../src/people/groups.ts";
import { COMMUNITY } from "./community.ts";

/** Groups that a test fills by hand. */
export class TestGroups implements Groups {
  readonly #groups = new Map<string, GroupRecord>();
  readonly #listeners = new Set<(change: GroupChange) => void>();

  /** Replaces the members, by ids; undefined ends the group. */
  set(id: string, members: readonly string[] | undefined): void {
    const before = this.#groups.get(id)?.members ?? new Set();
    const after = new Set(members);
    if (members) this.#groups.set(id, { id, name: id, members: after });
    else this.#groups.delete(id);
    const entered = [...after].filter((person) => !before.has(person));
    const left = [...before].filter((person) => !after.has(person));
    const change = { community: COMMUNITY, group: id, entered, left, gone: members === undefined };
    for (const listener of this.#listeners) listener(change);
  }

  find(community: string, id: string): GroupRecord | undefined {
    return community === COMMUNITY ? this.#groups.get(id) : undefined;
  }

  has(community: string, group: string, person: string): boolean {
    return this.find(community, group)?.members.has(person) ?? false;
  }

  of(community: string, person: string): string[] {
    return [...this.#groups.keys()].filter((id) => this.has(community, id, person));
  }

  onChange(listener: (change: GroupChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
