import type { Availability, Presence } from "@livename/client";

/** How a list is sorted. */
export type ListOrder = "name" | "presence";

/** Somebody in a list. */
export interface ListedPerson {
  readonly id: string;
  /** Address, or the id when no address is known. */
  readonly person: string;
  readonly name: string;
  readonly presence: Presence;
}

/** People who are available come first. */
const RANKS: Readonly<Record<Availability, number>> = {
  available: 0,
  away: 1,
  busy: 2,
  "do-not-disturb": 3,
  offline: 4,
  unknown: 5,
};

/** A sorted copy; people with the same status are sorted by name, by the rules of the language. */
export function sorted<T extends ListedPerson>(people: readonly T[], order: ListOrder, lang: string): T[] {
  const { compare } = new Intl.Collator(lang, { sensitivity: "base", numeric: true });
  const rank = (one: T): number => (order === "name" ? 0 : RANKS[one.presence.availability]);
  return people.toSorted((a, b) => rank(a) - rank(b) || compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}
