import { LRUCache } from "lru-cache";
import { type Sliced, slices } from "../kernel/slices.ts";
import { fold } from "../search/fold.ts";
import { inOrder, type Ordered } from "../search/order.ts";
import { sorted } from "../search/sorted.ts";
import type { Groups } from "./groups.ts";
import type { People } from "./people.ts";

/** The members of groups in order of name. */
export interface OrderedGroups {
  /**
   * To be awaited before `of`, where one can wait: puts a large group in order a slice at a time. Nothing when the group
   * is in order, or small.
   */
  prepare(community: string, group: string): Promise<void> | undefined;
  /** Everybody in the group; empty when there is no such group. Not to be kept: it changes. */
  of(community: string, group: string): readonly Ordered[];
}

const orders = new WeakMap<Groups, OrderedGroups>();

/** One for all who ask. To be asked for before one listens to the groups: what one is told is in order by then. */
export function groupOrder(people: People, groups: Groups): OrderedGroups {
  let order = orders.get(groups);
  if (!order) {
    order = new GroupOrder(people, groups);
    orders.set(groups, order);
  }
  return order;
}

/** Lists asked for last are kept in order; ordering a hundred thousand names takes a tenth of a second. */
const KEPT = 50;
/** More changes than this are ordered anew together. */
const FEW = 50;
/** Ordering so many takes no longer than a slice. */
const AT_ONCE = 2_000;
const STEPS = 128;
/** So often it begins anew when many change meanwhile. */
const TRIES = 3;

interface Making {
  readonly done: Promise<void>;
  /** Who came, went or is called otherwise since it began. */
  readonly touched: Set<string>;
}

class GroupOrder implements OrderedGroups {
  readonly #people: People;
  readonly #groups: Groups;
  readonly #kept = new LRUCache<string, Ordered[]>({ max: KEPT });
  readonly #making = new Map<string, Making>();

  constructor(people: People, groups: Groups) {
    this.#people = people;
    this.#groups = groups;
    groups.onChange(({ community, group, entered, left, gone }) => {
      const name = `${community} ${group}`;
      const touched = this.#making.get(name)?.touched;
      for (const person of touched ? [...entered, ...left] : []) touched!.add(person);
      const members = this.#kept.peek(name);
      if (!members) return;
      if (gone || entered.length + left.length > FEW) this.#kept.delete(name);
      else {
        const out = new Set(left);
        const stay = left.length > 0 ? members.filter(({ id }) => !out.has(id)) : members;
        for (const id of entered)
          stay.splice(placeIn(stay, this.#member(community, id)), 0, this.#member(community, id));
        this.#kept.set(name, stay);
      }
    });
    people.onChange((community, person) => {
      for (const group of groups.of(community, person)) {
        const name = `${community} ${group}`;
        this.#making.get(name)?.touched.add(person);
        const members = this.#kept.peek(name);
        const member = this.#member(community, person);
        if (members && members[placeIn(members, member) - 1]?.id !== person) this.#kept.delete(name);
      }
    });
  }

  prepare(community: string, group: string): Promise<void> | undefined {
    const name = `${community} ${group}`;
    const under = this.#making.get(name);
    if (under) return under.done;
    if (this.#kept.has(name) || (this.#groups.find(community, group)?.members.size ?? 0) <= AT_ONCE) return undefined;
    const touched = new Set<string>();
    const done = slices.long("", this.#ordering(community, group, touched)).finally(() => this.#making.delete(name));
    this.#making.set(name, { done, touched });
    return done;
  }

  of(community: string, group: string): readonly Ordered[] {
    const name = `${community} ${group}`;
    const members =
      this.#kept.get(name) ??
      Array.from(this.#groups.find(community, group)?.members ?? [], (id) => this.#member(community, id)).sort(inOrder);
    this.#kept.set(name, members);
    return members;
  }

  *#ordering(community: string, group: string, touched: Set<string>): Sliced<void> {
    for (let tries = 0; tries < TRIES; tries++) {
      touched.clear();
      const members: Ordered[] = [];
      for (const id of this.#groups.find(community, group)?.members ?? [])
        if (members.push(this.#member(community, id)) % STEPS === 0) yield;
      const order = yield* sorted(Uint32Array.from(members.keys()), (a, b) => inOrder(members[a]!, members[b]!));
      if (touched.size > FEW) continue;
      const within = this.#groups.find(community, group)?.members;
      const ordered: Ordered[] = [];
      for (const at of order) if (!touched.has(members[at]!.id)) ordered.push(members[at]!);
      for (const id of touched)
        if (within?.has(id))
          ordered.splice(placeIn(ordered, this.#member(community, id)), 0, this.#member(community, id));
      this.#kept.set(`${community} ${group}`, ordered);
      return;
    }
  }

  #member(community: string, id: string): Ordered {
    return { key: fold(this.#people.resolve(community, id)?.name ?? ""), id };
  }
}

/** Behind all that are before the member or equal to it. */
export function placeIn(members: readonly Ordered[], member: Ordered): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (inOrder(members[middle]!, member) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
