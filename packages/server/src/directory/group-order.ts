import { fold } from "../search/fold.ts";
import { inOrder, type Ordered } from "../search/order.ts";
import type { Groups } from "./groups.ts";
import type { People } from "./people.ts";

/** The members of groups in order of name. */
export interface OrderedGroups {
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

class GroupOrder implements OrderedGroups {
  readonly #people: People;
  readonly #groups: Groups;
  readonly #kept = new Map<string, Ordered[]>();

  constructor(people: People, groups: Groups) {
    this.#people = people;
    this.#groups = groups;
    groups.onChange(({ community, group, entered, left, gone }) => {
      const name = `${community} ${group}`;
      const members = this.#kept.get(name);
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
        const members = this.#kept.get(name);
        const member = this.#member(community, person);
        if (members && members[placeIn(members, member) - 1]?.id !== person) this.#kept.delete(name);
      }
    });
  }

  of(community: string, group: string): readonly Ordered[] {
    const name = `${community} ${group}`;
    const known = this.#kept.get(name);
    this.#kept.delete(name);
    const members =
      known ??
      Array.from(this.#groups.find(community, group)?.members ?? [], (id) => this.#member(community, id)).sort(inOrder);
    this.#kept.set(name, members);
    if (this.#kept.size > KEPT) this.#kept.delete(this.#kept.keys().next().value!);
    return members;
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
