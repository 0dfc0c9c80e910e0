import type { Activity, PresenceInit, WatchItem, WatchResultInit } from "@livename/wire/presence";
import type { Session } from "../../kernel/feature.ts";
import type { Viewer } from "../../people/view.ts";

/** A person whose presence is asked for, by id, and the version held; 0 for none. */
export type HeldPerson = Pick<WatchItem, "person" | "held">;

/** What presence does for other features. Whatever it tells has gone through the view. */
export interface Awareness {
  /** What the viewer may see of the person, by id, now. */
  see(viewer: Viewer, person: string): PresenceInit;

  /**
   * Calls `changed` with each change of what the viewer may see of the person, as seldom and as late as a session of the
   * viewer would be told; not with what is seen now, which is `see`. While the server starts, whoever comes back was there
   * before, which is told only `withReturns`. `changed` may call anything here and must not throw. Returns the function that ends it.
   */
  observe(viewer: Viewer, person: string, changed: (presence: PresenceInit) => void, withReturns?: boolean): () => void;

  /** The server has just started: who is offline may not be back yet, so that what is seen says nothing about what was. */
  readonly starting: boolean;

  /** Calls the listener once, when that is over; not when it is already. Returns the function that prevents it. */
  onStarted(listener: () => void): () => void;

  /** To be called when who sees the person, or whom the person sees, may have changed: what differs is told. */
  reviewPerson(community: string, person: string): void;

  /** To be called when whom this session alone sees may have changed. */
  reviewWatcher(session: Session): void;

  /**
   * Watches people for one more reason than by name: a group. Answers each in its place as `presence.watch` does, with
   * TOO_MANY for those beyond the bound, for which there is then no reason to take back. Someone watched for several
   * reasons is one register and counts once. All reasons end with the session's connection.
   */
  watchPeople(session: Session, people: readonly HeldPerson[]): WatchResultInit[];

  /** Takes back one such reason of each person. */
  unwatchPeople(session: Session, people: readonly string[]): void;

  /**
   * What a service knows that the person is doing. It is forgotten with the service's session `by`, or at `untilMs`
   * (0 for no such time); UNSPECIFIED withdraws it.
   */
  setServiceActivity(community: string, person: string, by: Session, activity: Activity, untilMs: number): void;

  /** Whether `to` does not want to be disturbed now, and `from` is no exception of it. */
  quiet(community: string, from: string, to: string): boolean;

  /** Whether the person is anything but offline to those who may see it: has a session and is not invisible. */
  isThere(community: string, person: string): boolean;

  /** Calls the listener with each change of that. Returns the function that ends it. */
  onThere(listener: (community: string, person: string) => void): () => void;
}
