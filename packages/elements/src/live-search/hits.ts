import type { Client, Person, Section } from "@livename/client";
import { isNamed } from "../picker/choice.ts";
import { knownTo } from "../picker/known.ts";

/** A result of a search: a person, or a group of the directory where the search includes groups. */
export type Hit = Person | Section;

/** The most groups shown, before the people. */
const GROUPS = 3;

export const isGroup = (hit: Hit): hit is Section => "people" in hit;

/** A person and a group with the same id have different keys. */
export const keyOf = (hit: Hit): string => `${isGroup(hit) ? "group" : "person"} ${hit.id}`;

/** The groups whose names have words that start with those of the query; none until {@link loadGroups}. */
export const groupsNamed = (client: Client, query: string): readonly Section[] =>
  knownTo(client)
    .groups.filter(({ name }) => isNamed(name, query))
    .slice(0, GROUPS);

/** If this fails, people are found all the same. */
export const loadGroups = (client: Client): Promise<void> =>
  knownTo(client)
    .loadGroups()
    .catch(() => {});
