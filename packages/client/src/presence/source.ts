import type { Held } from "./register.ts";
import type { Presence, WatchedGroup, WatchedPerson } from "./types.ts";

/** A group or place, shared by the watches of this client. */
export interface Source {
  readonly state: Pick<WatchedGroup, "status" | "reason" | "name" | "total" | "members">;
  /** By person id. */
  readonly held: ReadonlyMap<string, Held>;
}

/** A watch that follows a source. */
export interface SourceListener {
  /** `state` has changed. Its members are in `held`. */
  changed(source: Source): void;
  person(id: string, watched: WatchedPerson, previous: Presence): void;
}

export interface Sources {
  /** @param former the source that was followed before under this id; what it holds is not sent again */
  follow(id: string, listener: SourceListener, former?: Source): Source;
  unfollow(source: Source, listener: SourceListener): void;
}

export const PENDING: Source["state"] = { status: "pending", name: "", total: 0, members: [] };
