import type { PlaceMember } from "@livename/wire/place";
import type { ViewOf } from "../../people/view.ts";
import { type Roster, rosterOf } from "./roster.ts";

/** Somebody in a place. */
export interface Present {
  readonly member: PlaceMember;
  /** Seen by nobody else: invisible, or offline in another way. */
  readonly unseen: boolean;
}

/** By person, in order of entering. */
export type Members = ReadonlyMap<string, Present>;

/** Members whom one person sees otherwise than everybody does; undefined for not at all. */
type Exceptions = Map<string, PlaceMember | undefined>;

/** All who see the same. */
interface Class {
  readonly exceptions: Exceptions;
  roster: Roster | undefined;
}

/**
 * Sorts those who follow a place by what they see of it. Where nobody has privacy all see one roster, whatever their
 * number; somebody who comes with privacy, or whose privacy changes, is looked at once for each who follows.
 */
export class RosterViews {
  readonly #view: ViewOf;
  readonly #community: string;
  readonly #cap: number;
  #exceptions = new Map<string, Exceptions>();
  #classes = new Map<string, Class>();
  /** Members who came, left or are seen otherwise since rosters were last made. */
  readonly #touched = new Set<string>();
  /** Those of them who are not seen by all in the same way, or were not. */
  readonly #special = new Set<string>();

  constructor(view: ViewOf, community: string, cap: number) {
    this.#view = view;
    this.#community = community;
    this.#cap = cap;
  }

  /** The member came, left or is seen otherwise. */
  touch(person: string, special: boolean): void {
    this.#touched.add(person);
    if (special) this.#special.add(person);
  }

  /** Whom the person sees may have changed. */
  forget(person: string): void {
    this.#exceptions.delete(person);
  }

  /** The roster of each of these people, made once for all who see the same. */
  settle(people: Iterable<string>, members: Members): (person: string) => Roster {
    const before = this.#exceptions;
    this.#exceptions = new Map();
    const classes = new Map<string, Class>();
    const classOf = new Map<string, Class>();
    for (const person of people) {
      if (classOf.has(person)) continue;
      const exceptions = this.#look(person, before.get(person), members);
      this.#exceptions.set(person, exceptions);
      const key = keyOf(exceptions);
      let one = classes.get(key);
      if (!one) {
        const known = this.#touched.size === 0 ? this.#classes.get(key) : undefined;
        one = { exceptions, roster: known?.roster };
        classes.set(key, one);
      }
      classOf.set(person, one);
    }
    this.#classes = classes;
    this.#touched.clear();
    this.#special.clear();
    return (person) => {
      const one = classOf.get(person)!;
      one.roster ??= this.#roster(one.exceptions, members);
      return one.roster;
    };
  }

  /** Whether the member is seen by all in the same way. */
  isPlain(person: string, { unseen }: Present): boolean {
    return !unseen && (this.#view.plain?.(this.#community, person) ?? false);
  }

  #look(person: string, known: Exceptions | undefined, members: Members): Exceptions {
    const plain = this.#view.plain?.(this.#community, person) ?? false;
    const exceptions: Exceptions = known ?? new Map();
    const touched = known ? (plain ? this.#special : this.#touched) : members.keys();
    for (const other of touched) {
      const present = members.get(other);
      exceptions.delete(other);
      if (!present || other === person || (plain && this.isPlain(other, present))) continue;
      const { member, unseen } = present;
      const shown = unseen ? undefined : this.#view({ community: this.#community, person }, other).member(member);
      if (shown !== member) exceptions.set(other, shown);
    }
    return exceptions;
  }

  #roster(exceptions: Exceptions, members: Members): Roster {
    const seen: PlaceMember[] = [];
    let hidden = 0;
    let moved = false;
    for (const [person, { member }] of members) {
      if (exceptions.size === 0 && seen.length === this.#cap) break;
      const shown = exceptions.has(person) ? exceptions.get(person) : member;
      if (!shown) hidden++;
      else {
        moved ||= shown !== member;
        seen.push(shown);
      }
    }
    // Whoever became visible later came later.
    if (moved) seen.sort((a, b) => a.sinceMs - b.sinceMs);
    const listed = seen.slice(0, this.#cap);
    return rosterOf(listed, members.size - hidden - listed.length);
  }
}

function keyOf(exceptions: Exceptions): string {
  if (exceptions.size === 0) return "";
  return [...exceptions]
    .map(([person, shown]) => `${person} ${shown?.sinceMs ?? 0}`)
    .sort()
    .join();
}
