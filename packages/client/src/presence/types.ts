import type { Subject } from "../subject.ts";

/** `unknown`: our own link to the truth is lost, or the answer has not come yet. */
export type Availability = "available" | "away" | "busy" | "do-not-disturb" | "offline" | "unknown";
/** Independent of availability: one may be busy without it, and in a meeting on do-not-disturb. */
export type Activity = "meeting" | "call" | "presenting";
export type DeviceKind = "desktop" | "mobile" | "bot";

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
 * `pending`: not answered yet. `refused`: the server does not let one watch (more) people; its presence is unknown.
 */
export interface WatchedPerson {
  /** As it was asked for: an address or an id. */
  readonly person: string;
  /** The person's immutable id, once known. */
  readonly id: string | undefined;
  readonly status: "pending" | "known" | "no-such-person" | "refused";
  readonly presence: Presence;
}

/** A person of a watch changed: presence, or what is known about the address. */
export interface PresenceChange {
  /** As it was asked for. */
  readonly person: string;
  readonly watched: WatchedPerson;
  readonly presence: Presence;
  readonly previous: Presence;
}

/** People that somebody follows. Many watches of one person cost the server one. */
export interface Watch {
  /** The people as they are now, in the order in which they were added. */
  readonly people: readonly WatchedPerson[];
  add(people: string | readonly string[]): void;
  remove(people: string | readonly string[]): void;
  /** Addresses are compared without case. */
  get(person: string): WatchedPerson | undefined;
  /** Also called for the first answer. Returns the function that unsubscribes. */
  on(event: "change", listener: (change: PresenceChange) => void): () => void;
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
  /** Who may disturb all the same. At most `server.limits.subjects`. */
  exceptions?: readonly Subject[];
}

export interface PresenceService {
  /** Follows people by address or id. Adds and removes of one tick leave together. */
  watch(people: string | readonly string[]): Watch;
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
