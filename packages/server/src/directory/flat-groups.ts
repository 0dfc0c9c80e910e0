import type { StoredGroup } from "../store/store.ts";
import { GROUP_WEIGHT } from "./group-bounds.ts";

/** Who came into the group and who left it. */
export interface Membership {
  readonly group: string;
  readonly entered: readonly string[];
  readonly left: readonly string[];
}

/** A group with what it comes to: the people of all groups inside it. */
export interface FlatGroup {
  readonly stored: StoredGroup;
  readonly members: Set<string>;
}

const NONE: readonly string[] = [];

/** The groups of a community, dissolved: who is in a group through other groups is in it. Cycles are cut. */
export class FlatGroups {
  readonly #groups = new Map<string, FlatGroup>();
  /** By group: the groups that name it as a member. */
  readonly #parents = new Map<string, string[]>();
  /** By person: the groups that name the person, deactivated ones too. */
  readonly #naming = new Map<string, string[]>();
  readonly #active: (person: string) => boolean;

  constructor(active: (person: string) => boolean) {
    this.#active = active;
  }

  get(id: string): FlatGroup | undefined {
    return this.#groups.get(id);
  }

  ids(): Iterable<string> {
    return this.#groups.keys();
  }

  /** Groups that the person is in, through other groups too, were the person active. */
  around(person: string): Set<string> {
    return this.#upwards(this.#naming.get(person) ?? NONE);
  }

  /** Puts groups in and takes groups out, all at once. Tells of each group whose members are not what they were. */
  replace(put: readonly StoredGroup[], removed: readonly string[] = []): Membership[] {
    const changes: Membership[] = [];
    const affected = this.#upwards([...put.map(({ id }) => id), ...removed]);
    for (const id of removed) {
      const left = [...(this.#groups.get(id)?.members ?? NONE)];
      if (left.length > 0) changes.push({ group: id, entered: [], left });
      this.#remove(id);
    }
    for (const { id } of put) this.#unlink(id);
    for (const stored of put) this.#link(stored);
    for (const id of affected) {
      const group = this.#groups.get(id);
      if (!group) continue;
      const members = this.#dissolve(id);
      const entered = [...members].filter((person) => !group.members.has(person));
      const left = [...group.members].filter((person) => !members.has(person));
      for (const person of entered) group.members.add(person);
      for (const person of left) group.members.delete(person);
      if (entered.length + left.length > 0) changes.push({ group: id, entered, left });
    }
    return changes;
  }

  /**
   * What putting a group with these members would take: `atOnce`, what is gone through until it and all that it is in
   * are dissolved again, not counted on beyond `limit`; `together`, to how many members groups of applications come
   * then at most.
   */
  costOf(id: string, members: readonly string[], limit: number): { atOnce: number; together: number } {
    const affected = this.#upwards([id]);
    const own = members.filter((member) => this.#groups.has(member));
    let atOnce = 0;
    for (const from of affected) {
      const seen = new Set([from]);
      for (const one of seen) {
        const stored = this.#groups.get(one)?.stored;
        const nested = one === id ? own : (stored?.groups ?? NONE);
        atOnce += 1 + (one === id ? members.length : nested.length + (stored?.people.length ?? 0));
        if (atOnce > limit) return { atOnce, together: 0 };
        for (const group of nested) seen.add(group);
      }
    }
    let together = atOnce;
    for (const [other, { stored, members }] of this.#groups)
      if (stored.application && !affected.has(other)) together += GROUP_WEIGHT + members.size;
    return { atOnce, together };
  }

  /** The person may have become active, or is no longer. */
  person(id: string): Membership[] {
    const active = this.#active(id);
    const changes: Membership[] = [];
    for (const group of this.around(id)) {
      const members = this.#groups.get(group)?.members;
      if (!members || members.has(id) === active) continue;
      if (active) members.add(id);
      else members.delete(id);
      changes.push({ group, entered: active ? [id] : [], left: active ? [] : [id] });
    }
    return changes;
  }

  #link(stored: StoredGroup): void {
    // What was there before stays until the new members are known: a change is told as a difference.
    const members = this.#groups.get(stored.id)?.members ?? new Set<string>();
    this.#groups.set(stored.id, { stored, members });
    for (const nested of stored.groups) add(this.#parents, nested, stored.id);
    for (const person of stored.people) add(this.#naming, person, stored.id);
  }

  #unlink(id: string): void {
    const stored = this.#groups.get(id)?.stored;
    for (const nested of stored?.groups ?? []) take(this.#parents, nested, id);
    for (const person of stored?.people ?? []) take(this.#naming, person, id);
  }

  /** A group that comes again later under this id is another one: nobody names it any more. */
  #remove(id: string): void {
    this.#unlink(id);
    this.#groups.delete(id);
    for (const parent of this.#parents.get(id) ?? NONE) {
      const { stored, members } = this.#groups.get(parent)!;
      this.#groups.set(parent, {
        stored: { ...stored, groups: stored.groups.filter((other) => other !== id) },
        members,
      });
    }
    this.#parents.delete(id);
  }

  #upwards(from: Iterable<string>): Set<string> {
    const seen = new Set(from);
    // A set that grows while it is walked is walked to its end, each once: a cycle ends by itself.
    for (const id of seen) for (const parent of this.#parents.get(id) ?? NONE) seen.add(parent);
    return seen;
  }

  #dissolve(from: string): Set<string> {
    const members = new Set<string>();
    const seen = new Set([from]);
    for (const id of seen) {
      const stored = this.#groups.get(id)?.stored;
      for (const person of stored?.people ?? []) if (this.#active(person)) members.add(person);
      for (const nested of stored?.groups ?? []) seen.add(nested);
    }
    return members;
  }
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function take(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key)?.filter((other) => other !== value);
  if (values?.length) map.set(key, values);
  else map.delete(key);
}
