import type { Availability, Presence } from "@livename/client";

/** What a list is sorted by. */
export type ListOrder = "name" | "presence";

/** Somebody in a list. */
export interface ListedPerson {
  readonly id: string;
  /** Address, or id of whom no address is known. */
  readonly person: string;
  readonly name: string;
  readonly presence: Presence;
}

/** Whoever can be asked stands first. */
const RANKS: Readonly<Record<Availability, number>> = {
  available: 0,
  away: 1,
  busy: 2,
  "do-not-disturb": 3,
  offline: 4,
  unknown: 5,
};

/** A new array in the order asked for; people of one status by name, as the reader's language sorts. */
export function sorted<T extends ListedPerson>(people: readonly T[], order: ListOrder, lang: string): T[] {
  const { compare } = new Intl.Collator(lang, { sensitivity: "base", numeric: true });
  const rank = (one: T): number => (order === "name" ? 0 : RANKS[one.presence.availability]);
  return people.toSorted((a, b) => rank(a) - rank(b) || compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}
