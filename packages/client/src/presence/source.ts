import type { Held } from "./register.ts";
import type { Presence, WatchedGroup, WatchedPerson } from "./types.ts";

/** A group or place, once in this client, as the watches see it. */
export interface Source {
  readonly state: Pick<WatchedGroup, "status" | "reason" | "name" | "total" | "members">;
  /** By person id. */
  readonly held: ReadonlyMap<string, Held>;
}

/** One of the watches that follow it. */
export interface SourceListener {
  /** `state` is another; its members stand in `held`. */
  changed(source: Source): void;
  person(id: string, watched: WatchedPerson, previous: Presence): void;
}

export interface Sources {
  /** @param former what was followed before under this id: what it holds is not told again. */
  follow(id: string, listener: SourceListener, former?: Source): Source;
  unfollow(source: Source, listener: SourceListener): void;
}

export const PENDING: Source["state"] = { status: "pending", name: "", total: 0, members: [] };
