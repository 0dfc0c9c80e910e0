import { atOnce, type Sliced } from "../kernel/slices.ts";
import { GROUP_WEIGHT } from "./group-bounds.ts";
import type { StoredGroup } from "./storage/contract.ts";

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

/** People told of in one change at most: who is told has work with each. */
const TOLD = 500;
/** Members gone through before others may have their turn. */
const STEPS = 256;

const NONE: readonly string[] = [];

/** The groups of a community, dissolved: who is in a group through other groups is in it. Cycles are cut. */
export class FlatGroups {
  readonly #groups = new Map<string, FlatGroup>();
  /** By group: the groups that name it as a member. */
  readonly #parents = new Map<string, string[]>();
  /** By person: the groups that name the person, deactivated ones too. */
  readonly #naming = new Map<string, string[]>();
  readonly #active: (person: string) => boolean;
  /** Whose activity changed while groups are being replaced: what was gathered of them may be outdated. */
  #changed: Set<string> | undefined;

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
    atOnce(this.replacing(put, removed, { change: (change) => changes.push(change) }));
    return changes;
  }

  /**
   * The same, so that others have their turn meanwhile; one at a time. `linked` is called when the groups can be found
   * under their names, `change` with each change when it can be read, with some of the people at a time.
   */
  *replacing(
    put: readonly StoredGroup[],
    removed: readonly string[],
    told: { readonly linked?: () => void; readonly change: (change: Membership) => void },
  ): Sliced<void> {
    const changed = new Set<string>();
    this.#changed = changed;
    try {
      const affected = this.#upwards([...put.map(({ id }) => id), ...removed]);
      yield;
      const gone: Array<[id: string, people: string[]]> = [];
      for (const id of removed) {
        gone.push([id, [...(this.#groups.get(id)?.members ?? NONE)]]);
        yield* this.#removing(id);
      }
      for (const { id } of put) yield* this.#unlinking(id);
      for (const stored of put) yield* this.#linking(stored);
      told.linked?.();
      for (const [group, people] of gone)
        for (let from = 0; from < people.length; from += TOLD) {
          told.change({ group, entered: [], left: people.slice(from, from + TOLD) });
          yield;
        }
      for (const id of affected) yield* this.#settling(id, told.change);
      for (const person of changed) {
        const around = this.around(person);
        for (const group of affected) this.#correct(group, person, around.has(group), told.change);
        yield;
      }
    } finally {
      this.#changed = undefined;
    }
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
    this.#changed?.add(id);
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

  /** Brings the members of a group in step with what is linked. */
  *#settling(id: string, tell: (change: Membership) => void): Sliced<void> {
    const group = this.#groups.get(id);
    if (!group) return;
    const members = yield* this.#dissolving(id);
    const [entered, left]: [string[], string[]] = [[], []];
    let steps = 0;
    for (const person of members) {
      if (!group.members.has(person)) entered.push(person);
      if (++steps % STEPS === 0) yield;
    }
    for (const person of group.members) {
      if (!members.has(person)) left.push(person);
      if (++steps % STEPS === 0) yield;
    }
    for (let from = 0; from < entered.length || from < left.length; from += TOLD) {
      // Whoever came or went meanwhile was told of, or is looked at again in the end.
      const still = (person: string): boolean => !this.#changed?.has(person);
      const [come, go] = [entered, left].map((people) => people.slice(from, from + TOLD).filter(still));
      for (const person of come!) group.members.add(person);
      for (const person of go!) group.members.delete(person);
      if (come!.length + go!.length > 0) tell({ group: id, entered: come!, left: go! });
      yield;
    }
  }

  #correct(id: string, person: string, within: boolean, tell: (change: Membership) => void): void {
    const members = this.#groups.get(id)?.members;
    const belongs = within && this.#active(person);
    if (!members || members.has(person) === belongs) return;
    if (belongs) members.add(person);
    else members.delete(person);
    tell({ group: id, entered: belongs ? [person] : [], left: belongs ? [] : [person] });
  }

  *#linking(stored: StoredGroup): Sliced<void> {
    // What was there before stays until the new members are known: a change is told as a difference.
    const members = this.#groups.get(stored.id)?.members ?? new Set<string>();
    this.#groups.set(stored.id, { stored, members });
    for (const nested of stored.groups) add(this.#parents, nested, stored.id);
    let steps = 0;
    for (const person of stored.people) {
      add(this.#naming, person, stored.id);
      if (++steps % STEPS === 0) yield;
    }
    yield;
  }

  *#unlinking(id: string): Sliced<void> {
    const stored = this.#groups.get(id)?.stored;
    for (const nested of stored?.groups ?? []) take(this.#parents, nested, id);
    let steps = 0;
    for (const person of stored?.people ?? []) {
      take(this.#naming, person, id);
      if (++steps % STEPS === 0) yield;
    }
    yield;
  }

  /** A group that comes again later under this id is another one: nobody names it any more. */
  *#removing(id: string): Sliced<void> {
    yield* this.#unlinking(id);
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

  *#dissolving(from: string): Sliced<Set<string>> {
    const members = new Set<string>();
    const seen = new Set([from]);
    let steps = 0;
    for (const id of seen) {
      const stored = this.#groups.get(id)?.stored;
      for (const person of stored?.people ?? []) {
        if (this.#active(person)) members.add(person);
        if (++steps % STEPS === 0) yield;
      }
      for (const nested of stored?.groups ?? []) seen.add(nested);
      if (++steps % STEPS === 0) yield;
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
