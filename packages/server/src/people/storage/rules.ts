// What an import of people does (D12, D14): pure, so that every dialect holds statements only.

import { type ImportProblem, Rejected } from "../../store/failure.ts";
import { normalAddress } from "../../text/address.ts";
import { MAX_ALIASES } from "../../text/alias.ts";
import type { PersonImport, PersonRecord } from "./contract.ts";

/** Problems and warnings of one import that are told. */
export const TOLD = 1_000;

export const FIELDS = ["name", "title", "department", "phone", "location", "timeZone", "photo"] as const;

/** In their normal form, each once. */
export function normalAddresses(addresses: readonly string[]): string[] {
  return [...new Set(addresses.map(normalAddress))];
}

/**
 * The id of whom each import is about, undefined for somebody new. `ownerOf` is asked for an address in its normal form.
 *
 * @throws Rejected "conflict" with what contradicts itself or the rows
 */
export function matchPeople(
  people: readonly PersonImport[],
  ownerOf: (address: string) => string | undefined,
): Array<string | undefined> {
  const problems: ImportProblem[] = [];
  const claimed = new Set<string>();
  const matched = new Set<string>();
  const ids = people.map((person, index) => {
    const problem = (message: string): void => void problems.push({ index, message });
    if (person.addresses.length === 0) problem("A person needs at least one address.");
    let id: string | undefined;
    for (const address of normalAddresses(person.addresses)) {
      if (claimed.has(address)) problem(`The address ${address} is given to two people.`);
      claimed.add(address);
      const owner = ownerOf(address);
      if (owner !== undefined && id !== undefined && owner !== id)
        problem(`The addresses ${person.addresses.join(", ")} belong to different people of the community.`);
      id ??= owner;
    }
    if (id !== undefined) {
      if (matched.has(id)) problem(`${person.addresses[0]} is the same person as another one of the list.`);
      matched.add(id);
    }
    return id;
  });
  if (problems.length > 0) throw conflict("The people contradict each other.", problems);
  return ids;
}

/** Whether the import says nothing new of the person's card and addresses. */
export function isSamePerson(known: PersonRecord, person: PersonImport): boolean {
  const addresses = normalAddresses(person.addresses);
  return (
    FIELDS.every((field) => known[field] === person[field]) &&
    known.addresses.length === addresses.length &&
    known.addresses.every((address, index) => address === addresses[index])
  );
}

/** What a person is called in one application from now on; undefined when nothing changes. `kept`: ascending. */
export function aliasesAfter(kept: readonly string[], names: readonly string[]): readonly string[] | undefined {
  const wanted = [...new Set(names)].sort();
  const same = kept.length === wanted.length && kept.every((alias, index) => alias === wanted[index]);
  return same ? undefined : wanted;
}

/** @throws Rejected "many" when somebody with so many aliases in an application cannot have another one. */
export function checkAliasRoom(kept: number): void {
  if (kept < MAX_ALIASES) return;
  const message = `A person has at most ${MAX_ALIASES} aliases in an application. Remove one first.`;
  throw new Rejected({ kind: "many", message });
}

export function conflict(message: string, problems: readonly ImportProblem[]): Rejected {
  return new Rejected({ kind: "conflict", message, problems: problems.slice(0, TOLD) });
}
