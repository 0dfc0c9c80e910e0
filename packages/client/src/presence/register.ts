import type { Followed } from "../kernel/follow-set.ts";
import type { Presence, WatchedPerson } from "./types.ts";

/** Called with each change of one of its people. */
export type Follower = (key: string, watched: WatchedPerson, previous: Presence) => void;

/** A person as a follower holds it. It keeps the last known state when it is no longer followed. */
export interface Held {
  readonly watched: WatchedPerson;
  /** The newest version that the server sent; 0 for none. */
  readonly version: number;
}

/** A person, shared by all followers in this client. */
export interface Register extends Followed {
  /** A `member` comes with its group and is never requested individually. */
  readonly kind: "asked" | "member";
  /** The requested name, or the id of the member. */
  readonly key: string;
  readonly followers: Set<Follower>;
  version: number;
  /** The last known presence, kept while `watched` shows unknown. */
  presence: Presence;
  watched: WatchedPerson;
}

/** The key of an address or id. Letter case does not matter in addresses; in ids it does. */
export function keyOf(person: string): string {
  const name = person.trim();
  return name.includes("@") ? name.toLowerCase() : name;
}

/** The maximum number of bytes that an item of a watch adds to a frame, without its text. */
export const ITEM_BYTES = 18;

export function isWanted({ followers }: Register): boolean {
  return followers.size > 0;
}
