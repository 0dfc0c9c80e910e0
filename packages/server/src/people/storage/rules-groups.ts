// What a group becomes, and who may change it: pure.

import { Rejected } from "../../store/failure.ts";
import type { GroupImport, StoredGroup } from "./contract.ts";

/** Whom the text of a member names. */
export interface MemberLookup {
  person(text: string): string | undefined;
  isGroup(id: string): boolean;
}

export interface ReadMembers {
  /** Ids, each once. */
  readonly people: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  /** Places of those whom nobody is, in the list of members. */
  readonly unknown: readonly number[];
}

/** A person goes before a group of the same id. The group in itself says nothing. */
export function readMembers({ id, members }: GroupImport, lookup: MemberLookup): ReadMembers {
  const people = new Set<string>();
  const groups = new Set<string>();
  const unknown: number[] = [];
  members.forEach((text, index) => {
    const person = lookup.person(text);
    if (person !== undefined) people.add(person);
    else if (!lookup.isGroup(text)) unknown.push(index);
    else if (text !== id) groups.add(text);
  });
  return { people, groups, unknown };
}

/** Whether the group is kept as it would be written. `owner`: the application's; undefined for the administrator. */
export function isSameGroup(
  kept: StoredGroup,
  name: string,
  { people, groups }: ReadMembers,
  owner: string | undefined,
): boolean {
  return (
    kept.name === name &&
    kept.application === (owner !== undefined) &&
    kept.owner === (owner ?? "") &&
    isSameSet(kept.people, people) &&
    isSameSet(kept.groups, groups)
  );
}

/** @throws Rejected "forbidden" when the administrator or another application keeps the group. */
export function checkKeeper(kept: StoredGroup | undefined, owner: string): void {
  // One that was set before owners were kept is whose who sets it first.
  if (!kept || (kept.application && (kept.owner === "" || kept.owner === owner))) return;
  throw new Rejected({
    kind: "forbidden",
    message: `${kept.application ? "Another application" : "The administrator"} keeps this group. Give the application's group an id of its own.`,
  });
}

function isSameSet(kept: readonly string[], wanted: ReadonlySet<string>): boolean {
  return kept.length === wanted.size && kept.every((id) => wanted.has(id));
}
