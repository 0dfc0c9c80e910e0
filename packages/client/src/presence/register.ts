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
export interface Register {
  readonly key: string;
  readonly followers: Set<Follower>;
  /** Whether this connection knows of it. */
  sent: "no" | "asked" | "yes";
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

/** No name that is asked for has a blank before it. */
export function memberKey(id: string): string {
  return ` ${id}`;
}

/** What an item of a watch adds to a frame at most, beside its text. */
export const ITEM_BYTES = 18;

/** Whether it is a group's member, under its own key. */
export function isMember({ key }: Register): boolean {
  return key.startsWith(" ");
}

export function isWanted({ followers }: Register): boolean {
  return followers.size > 0;
}
