import type { DeviceKind } from "../session/types.ts";
import type { Subject } from "../subject.ts";

/** `unknown`: our own link to the truth is lost, or the answer has not come yet. */
export type Availability = "available" | "away" | "busy" | "do-not-disturb" | "offline" | "unknown";
/** Independent of availability: one may be busy without it, and in a meeting on do-not-disturb. */
export type Activity = "meeting" | "call" | "presenting";

/** What one may see of a person. */
export interface Presence {
  readonly availability: Availability;
  readonly activity: Activity | undefined;
  /** The person's status message; empty when there is none. */
  readonly message: string;
  /** When this availability and activity began, by this computer's clock. */
  readonly since: Date | undefined;
  /** When the person's choice ends; undefined when it does not. */
  readonly until: Date | undefined;
  /** The kinds of devices in use, each once. */
  readonly devices: readonly DeviceKind[];
}

/**
 * A person in a {@link Watch}.
 * `pending`: not answered yet. `refused`: the server does not let one watch this one; its presence is unknown.
 */
export interface WatchedPerson {
  /** As it was asked for: an address or an id. Of a member of a group the address. */
  readonly person: string;
  /** The person's immutable id, once known. */
  readonly id: string | undefined;
  readonly status: "pending" | "known" | "no-such-person" | "refused";
  readonly presence: Presence;
  /** Why it is refused, such as `"too-many"`, which is asked again when others are removed, or `"invalid"`. */
  readonly reason?: string;
}

/** A person of a watch changed: presence, or what is known about the address. */
export interface PresenceChange {
  /** As it was asked for. */
  readonly person: string;
  readonly watched: WatchedPerson;
  readonly presence: Presence;
  readonly previous: Presence;
}

/**
 * What a watch follows: a person by address or id, a group of the directory by id, the people of a document (a group
 * whose id is the document's web address), or whoever is in a place, without being there.
 */
export type Watchable =
  | string
  | { readonly group: string }
  | { readonly document: string }
  | { readonly place: string };

/** A person in a group or place. */
export interface GroupMember {
  readonly id: string;
  readonly address: string;
  readonly name: string;
}

/** A group, document or place in a {@link Watch}, immutable: a new object stands for each change. */
export interface WatchedGroup {
  /** As it was asked for. */
  readonly group: string;
  readonly kind: "group" | "document" | "place";
  /** `refused`: `reason` says why. */
  readonly status: "pending" | "known" | "no-such-group" | "refused";
  readonly reason?: string;
  /** Empty when it is not known; of a place its id. */
  readonly name: string;
  /** How many people are in it, those who are not listed among them. */
  readonly total: number;
  /** In the server's order: of a group by name, of a place by entering. */
  readonly members: readonly GroupMember[];
}

/** A group's name, number or members changed, or what is known about it. */
export interface GroupChange {
  readonly group: WatchedGroup;
  readonly entered: readonly GroupMember[];
  readonly left: readonly GroupMember[];
}

export interface WatchEvents {
  /** Also called for the first answer. */
  change: PresenceChange;
  /** Before the `change` of those who entered. */
  group: GroupChange;
}

/** People, groups and places that somebody follows. Many watches of one cost the server one. */
export interface Watch {
  /**
   * The people as they are now: those asked for in the order in which they were added, then the members of groups and
   * places, each once.
   */
  readonly people: readonly WatchedPerson[];
  /** The groups, documents and places, in the order in which they were added. */
  readonly groups: readonly WatchedGroup[];
  readonly suspended: boolean;
  /** Adds and removes of one tick leave together. */
  add(what: Watchable | readonly Watchable[]): void;
  remove(what: Watchable | readonly Watchable[]): void;
  /** By address, compared without case, or id; members of groups by both. */
  get(person: string): WatchedPerson | undefined;
  /** Returns the function that unsubscribes. */
  on<E extends keyof WatchEvents>(event: E, listener: (event: WatchEvents[E]) => void): () => void;
  /**
   * Lets go of everybody at the server until {@link Watch.resume}, which asks for what has changed since. Meanwhile all
   * stand as they were, and nothing is told.
   */
  suspend(): void;
  resume(): void;
  /** Follows nobody any more; safe to call twice. */
  close(): void;
}

/** One's own status, equal on all of one's sessions. */
export interface OwnStatus {
  /** The choice; undefined when it is automatic. */
  readonly availability: Exclude<Availability, "unknown" | "available"> | undefined;
  readonly message: string;
  /** When choice and message end; undefined when they do not. */
  readonly until: Date | undefined;
  /** Who may disturb all the same, for `do-not-disturb`. */
  readonly exceptions: readonly Subject[];
  /** What others see now, those apart to whom another status is shown (`client.privacy`). */
  readonly presence: Presence;
  /** The messages used last, newest first, each once. */
  readonly recent: readonly string[];
}

export interface OwnEvents {
  own: OwnStatus;
}

/** What is left out stays as it is, except that a new availability without `until` does not end. */
export interface StatusChange {
  /** `"available"` returns to automatic. */
  availability?: Exclude<Availability, "unknown">;
  /** Plain text; empty for none. At most `server.limits.statusChars` UTF-16 code units. */
  message?: string;
  /** Undefined, when given: no end. */
  until?: Date | undefined;
  /** Who may disturb all the same; with `do-not-disturb` only. At most `server.limits.subjects`. */
  exceptions?: readonly Subject[];
}

export interface PresenceService {
  /** Follows people, groups, documents and places. What is refused is refused one by one, in its `status`. */
  watch(what: Watchable | readonly Watchable[]): Watch;
  /**
   * As the server last told it. It is followed, and its code loaded, from the first time that anybody looks at it or
   * listens; undefined until the first answer.
   */
  readonly own: OwnStatus | undefined;
  on(event: "own", listener: (own: OwnStatus) => void): () => void;
  /**
   * Changes one's own status, on all sessions. `own` changes when the server has answered.
   * Survives interruptions of the connection.
   *
   * @throws {@link Refused} `"stale"` when the status was changed elsewhere meanwhile (`own` has the newer one),
   * `"invalid"`, `"rate-limited"`; {@link Unreachable} when no answer came in 30 s.
   */
  set(change: StatusChange): Promise<OwnStatus>;
  /** What this session is doing; undefined for nothing. It ends with the session. */
  setActivity(activity: Activity | undefined): Promise<void>;
  /**
   * What somebody else is doing, as a service knows it (a telephone system, a calendar); undefined withdraws it. It ends
   * with this client's session or at `until`; calls of one tick leave together. The token needs the scope
   * `activity:set`.
   *
   * @throws {@link Refused} `"forbidden"`, `"no-such-person"`, `"invalid"`, `"too-many"`.
   */
  setActivityOf(person: string, activity: Activity | undefined, options?: { until?: Date }): Promise<void>;
}
