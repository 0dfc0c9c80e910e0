import { Code } from "@livename/wire/frame";
import type { Subject } from "@livename/wire/subject";
import { Refusal } from "../kernel/refusal.ts";
import type { Groups } from "./groups.ts";
import type { People } from "./people.ts";
import { placeId } from "./place-id.ts";

/** An id or an address; longer ones name nobody. */
const NAME_CHARS = 320;

/** Who is in which group. */
export type Memberships = Pick<Groups, "has" | "of">;

/** Where people and groups are looked up. */
export interface Subjects {
  readonly people: People;
  readonly groups: Groups;
  /** How many one list may name. */
  readonly limit: number;
}

/**
 * The subjects by their ids, each once, the person's own left out. One that is `held` may stay though it is no more.
 * @throws Refusal TOO_MANY, INVALID, NO_SUCH_PERSON or NO_SUCH_GROUP.
 */
export function resolveSubjects(
  { people, groups, limit }: Subjects,
  { community, person: self }: { readonly community: string; readonly person: string },
  named: readonly Subject[],
  held: readonly Subject[] = [],
): Subject[] {
  if (named.length > limit)
    throw new Refusal(Code.TOO_MANY, `One list names at most ${limit} people and groups. Use a group for more.`);
  const stood = new Circle(held);
  const found = new Map<string, Subject>();
  for (const { person, group } of named) {
    if ((person === "") === (group === ""))
      throw new Refusal(Code.INVALID, "Each entry of a list names a person or a group: one of the two, not both.");
    if (person !== "") {
      const known = person.length > NAME_CHARS ? undefined : people.resolve(community, person)?.id;
      const id = known ?? (stood.people.has(person) ? person : undefined);
      if (id === undefined)
        throw new Refusal(Code.NO_SUCH_PERSON, "The list names a person who is not there. Leave them out.");
      if (id !== self) found.set(`person ${id}`, { person: id, group: "" });
    } else {
      const id = placeId(group);
      if (!groups.find(community, id) && !stood.groups.has(id))
        throw new Refusal(Code.NO_SUCH_GROUP, "The list names a group that is not there. Leave it out.");
      found.set(`group ${id}`, { person: "", group: id });
    }
  }
  return [...found.values()];
}

/** Longer lists of groups are asked from the other side: a person is in few groups, a list may name many. */
const FEW_GROUPS = 2;

/** A list of people and groups, made to be asked often: what a question costs does not depend on how long the list is. */
export class Circle {
  readonly people: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;

  /** By ids. */
  constructor(subjects: readonly Subject[]) {
    this.people = new Set(subjects.filter(({ person }) => person !== "").map(({ person }) => person));
    this.groups = new Set(subjects.filter(({ group }) => group !== "").map(({ group }) => group));
  }

  /** How many it names. */
  get size(): number {
    return this.people.size + this.groups.size;
  }

  /** Whether it is made of these, in any order; they are named once each. */
  isOf(subjects: readonly Subject[]): boolean {
    return (
      subjects.length === this.size &&
      subjects.every(({ person, group }) => (person === "" ? this.groups.has(group) : this.people.has(person)))
    );
  }

  has(groups: Memberships, community: string, person: string): boolean {
    if (this.people.has(person)) return true;
    if (this.groups.size <= FEW_GROUPS) {
      for (const group of this.groups) if (groups.has(community, group, person)) return true;
      return false;
    }
    return groups.of(community, person).some((group) => this.groups.has(group));
  }
}
