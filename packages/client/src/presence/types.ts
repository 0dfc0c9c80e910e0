import type { DeviceKind } from "../session/types.ts";
import type { Subject } from "../subject.ts";

/** `unknown`: the connection to the server is lost, or the answer has not come yet. */
export type Availability = "available" | "away" | "busy" | "do-not-disturb" | "offline" | "unknown";
/** Independent of availability: a person can be busy without an activity, or in a meeting with do-not-disturb. */
export type Activity = "meeting" | "call" | "presenting";

/** The presence of a person, as far as the signed-in person may see it. */
export interface Presence {
  readonly availability: Availability;
  readonly activity: Activity | undefined;
  /** The person's status message; empty when there is none. */
  readonly message: string;
  /** When this availability and activity began, by this computer's clock. */
  readonly since: Date | undefined;
  /** When the person's choice ends; undefined if it does not end. */
  readonly until: Date | undefined;
  /** The kinds of devices in use, each once. */
  readonly devices: readonly DeviceKind[];
}

/**
 * A person in a {@link Watch}.
 * `pending`: not answered yet. `refused`: the server does not allow to watch this person; the presence is unknown.
 */
export interface WatchedPerson {
  /** The address or id with which the person was added; for a member of a group, the address. */
  readonly person: string;
  /** The person's immutable id, once known. */
  readonly id: string | undefined;
  readonly status: "pending" | "known" | "no-such-person" | "refused";
  readonly presence: Presence;
  /** Why it is refused: such as `"invalid"`, or `"too-many"`, which is retried when other people are removed. */
  readonly reason?: string;
}

/** A person of a watch changed: the presence, or what is known about the address. */
export interface PresenceChange {
  /** The address or id with which the person was added. */
  readonly person: string;
  readonly watched: WatchedPerson;
  readonly presence: Presence;
  readonly previous: Presence;
}

/**
 * What a watch can follow: a person by address or id, a group of the directory by id, the people of a document (a group
 * whose id is the document's web address), or the people in a place, without entering it.
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

/** A group, document or place in a {@link Watch}. Immutable: each change makes a new object. */
export interface WatchedGroup {
  /** The id with which it was added. */
  readonly group: string;
  readonly kind: "group" | "document" | "place";
  /** `refused`: `reason` says why. */
  readonly status: "pending" | "known" | "no-such-group" | "refused";
  readonly reason?: string;
  /** Empty when it is not known. The name of a place is its id. */
  readonly name: string;
  /** The number of people in it, including those not listed. */
  readonly total: number;
  /** In the server's order: a group by name, a place by time of entering. */
  readonly members: readonly GroupMember[];
}

/** A group's name, total or members changed, or what is known about it. */
export interface GroupChange {
  readonly group: WatchedGroup;
  readonly entered: readonly GroupMember[];
  readonly left: readonly GroupMember[];
}

export interface WatchEvents {
  /** Also emitted for the first answer. */
  change: PresenceChange;
  /** Emitted before the `change` of those who entered. */
  group: GroupChange;
}

/** People, groups and places to follow. Several watches of the same person cost the server as much as one. */
export interface Watch {
  /**
   * The current state of the people: those added individually, in the order in which they were added, then the members
   * of groups and places, each once.
   */
  readonly people: readonly WatchedPerson[];
  /** The groups, documents and places, in the order in which they were added. */
  readonly groups: readonly WatchedGroup[];
  readonly suspended: boolean;
  /** Adds people, groups and places. Calls of `add` and `remove` in one task are sent together. */
  add(what: Watchable | readonly Watchable[]): void;
  remove(what: Watchable | readonly Watchable[]): void;
  /** Finds a person by address (in any letter case) or id; a member of a group by either. */
  get(person: string): WatchedPerson | undefined;
  /** Returns the function that unsubscribes. */
  on<E extends keyof WatchEvents>(event: E, listener: (event: WatchEvents[E]) => void): () => void;
  /**
   * Stops following at the server until {@link Watch.resume}, which requests what has changed since. Meanwhile nothing
   * changes and no event is emitted.
   */
  suspend(): void;
  resume(): void;
  /** Stops following everybody. Safe to call twice. */
  close(): void;
}

/** The signed-in person's own status. It is the same on all sessions of the person. */
export interface OwnStatus {
  /** The choice; undefined means automatic. */
  readonly availability: Exclude<Availability, "unknown" | "available"> | undefined;
  readonly message: string;
  /** When the choice and the message end; undefined if they do not end. */
  readonly until: Date | undefined;
  /** Who may disturb the person anyway. Only with `do-not-disturb`. */
  readonly exceptions: readonly Subject[];
  /** What others see now, except those to whom another status is shown (`client.privacy`). */
  readonly presence: Presence;
  /** Recently used messages, newest first, each once. */
  readonly recent: readonly string[];
}

export interface OwnEvents {
  own: OwnStatus;
}

/** A change of the own status. Omitted parts are kept, except that a new availability without `until` has no end. */
export interface StatusChange {
  /** `"available"` returns to automatic. */
  availability?: Exclude<Availability, "unknown">;
  /** Plain text; empty for none. At most `server.limits.statusChars` UTF-16 code units. */
  message?: string;
  /** When the choice ends; undefined for no end. */
  until?: Date | undefined;
  /** Who may disturb the person anyway. Only with `do-not-disturb`. At most `server.limits.subjects`. */
  exceptions?: readonly Subject[];
}

export interface PresenceService {
  /** Follows people, groups, documents and places. A refusal is reported in the `status` of the item. */
  watch(what: Watchable | readonly Watchable[]): Watch;
  /**
   * The own status as the server last sent it; undefined until the first answer. Reading it, or adding a listener, for
   * the first time loads its code and starts following it.
   */
  readonly own: OwnStatus | undefined;
  on(event: "own", listener: (own: OwnStatus) => void): () => void;
  /**
   * Changes the own status on all sessions. `own` changes when the server has answered.
   * The call continues over interruptions of the connection.
   *
   * @throws {@link Refused} `"stale"` when the status was changed elsewhere meanwhile (`own` has the newer one),
   * `"invalid"`, `"rate-limited"`; {@link Unreachable} when no answer came in 30 s.
   */
  set(change: StatusChange): Promise<OwnStatus>;
  /** Reports what this session is doing; undefined for nothing. It ends with the session. */
  setActivity(activity: Activity | undefined): Promise<void>;
  /**
   * Reports what another person is doing, for a service that knows it (a telephone system, a calendar). Undefined
   * withdraws the report. It ends with this client's session or at `until`. Calls in one task are sent together. The
   * token needs the scope `activity:set`.
   *
   * @throws {@link Refused} `"forbidden"`, `"no-such-person"`, `"invalid"`, `"too-many"`.
   */
  setActivityOf(person: string, activity: Activity | undefined, options?: { until?: Date }): Promise<void>;
}
