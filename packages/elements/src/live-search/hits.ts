import type { Client, Person, Section } from "@livename/client";
import { isNamed } from "../picker/choice.ts";
import { knownTo } from "../picker/known.ts";

/** What a search finds: people, and groups of the directory where they are asked for. */
export type Hit = Person | Section;

/** Groups shown at most, before the people. */
const GROUPS = 3;

export const isGroup = (hit: Hit): hit is Section => "people" in hit;

/** Different for a person and a group of one id. */
export const keyOf = (hit: Hit): string => `${isGroup(hit) ? "group" : "person"} ${hit.id}`;

/** The groups whose names have words that begin as those of the query; none until {@link loadGroups}. */
export const groupsNamed = (client: Client, query: string): readonly Section[] =>
  knownTo(client)
    .groups.filter(({ name }) => isNamed(name, query))
    .slice(0, GROUPS);

/** Without an answer people are found all the same. */
export const loadGroups = (client: Client): Promise<void> =>
  knownTo(client)
    .loadGroups()
    .catch(() => {});
