import type { Followed } from "../kernel/follow-set.ts";
import type { Presence, WatchedPerson } from "./types.ts";

/** Told of a change of one of its people. */
export type Follower = (key: string, watched: WatchedPerson, previous: Presence) => void;

/** A person as whoever follows holds it; goes on telling what was last known when it is followed no more. */
export interface Held {
  readonly watched: WatchedPerson;
  /** The newest the server told; 0 for none. */
  readonly version: number;
}

/** A person, once, whoever follows. */
export interface Register extends Followed {
  /** A member of a group comes with the group: nobody asks for it. */
  readonly kind: "asked" | "member";
  /** The name asked for, or the member's id. */
  readonly key: string;
  readonly followers: Set<Follower>;
  version: number;
  /** Kept while `watched` shows unknown. */
  presence: Presence;
  watched: WatchedPerson;
}

/** Addresses are equal without case, ids are not. */
export function keyOf(person: string): string {
  const name = person.trim();
  return name.includes("@") ? name.toLowerCase() : name;
}

/** What an item of a watch adds to a frame at most, beside its text. */
export const ITEM_BYTES = 18;

export function isWanted({ followers }: Register): boolean {
  return followers.size > 0;
}
