import { placeChanged } from "@livename/wire/handlers";
import type { PlaceEnterReplyInit } from "@livename/wire/place";
import type { PushSource, Session } from "../../kernel/feature.ts";
import { push } from "../../kernel/push.ts";
import type { ViewOf } from "../../people/view.ts";
import { changeBetween, type Roster } from "./roster.ts";
import { type Present, RosterViews } from "./roster-views.ts";

export interface PlaceParts {
  readonly id: string;
  readonly community: string;
  readonly view: ViewOf;
  /** How many people a roster lists. */
  readonly rosterCap: number;
  /** Whose pushes those of the place are. */
  readonly source: PushSource;
}

interface Waiting {
  readonly session: Session;
  readonly answer: (reply: PlaceEnterReplyInit) => void;
}

/** One place: who is in it, the sessions that make it, and those that follow it. */
export class Place {
  readonly id: string;
  readonly community: string;
  readonly #members = new Map<string, Present>();
  /** By member: several sessions of a person are one. */
  readonly #sessions = new Map<string, Set<Session>>();
  /** Sessions that follow without being in it. */
  readonly #onlookers = new Set<Session>();
  /** Sessions whose Enter was answered, with the roster that each of them holds. */
  readonly #followers = new Map<Session, Roster>();
  readonly #views: RosterViews;
  readonly #source: PushSource;
  #waiting: Waiting[] = [];

  constructor({ id, community, view, rosterCap, source }: PlaceParts) {
    this.#source = source;
    this.id = id;
    this.community = community;
    this.#views = new RosterViews(view, community, rosterCap);
  }

  get empty(): boolean {
    return this.#sessions.size === 0 && this.#onlookers.size === 0;
  }

  has(session: Session): boolean {
    return this.#onlookers.has(session) || this.isIn(session);
  }

  /** `member` is asked when it is the person's first session here. */
  enter(session: Session, member: () => Present): void {
    this.#onlookers.delete(session);
    const sessions = this.#sessions.get(session.person);
    if (sessions) {
      sessions.add(session);
      return;
    }
    this.#sessions.set(session.person, new Set([session]));
    this.#put(session.person, member());
  }

  /** Follows without being in it. */
  watch(session: Session): void {
    if (this.isIn(session)) this.leave(session);
    this.#onlookers.add(session);
  }

  leave(session: Session): void {
    this.#followers.delete(session);
    this.#onlookers.delete(session);
    const sessions = this.#sessions.get(session.person);
    if (!sessions?.delete(session) || sessions.size > 0) return;
    this.#sessions.delete(session.person);
    this.#put(session.person, undefined);
  }

  /** The session keeps its person here, but is sent nothing more. */
  unfollow(session: Session): void {
    this.#followers.delete(session);
  }

  /** Who sees the person, or whom the person sees, may have changed. */
  review(person: string): void {
    this.#views.forget(person);
    if (this.#members.has(person)) this.#views.touch(person, true);
  }

  /** The member became invisible, or visible again, which is as if it came at that moment. */
  appear(person: string, unseen: boolean, nowMs: number): void {
    const present = this.#members.get(person);
    if (!present || present.unseen === unseen) return;
    const { member } = present;
    if (unseen) {
      this.#put(person, { member, unseen });
      return;
    }
    this.#put(person, undefined);
    this.#put(person, { member: { ...member, sinceMs: nowMs }, unseen });
  }

  /**
   * The roster as the session sees it at the next `publish`; it follows from there on. Also when there is nothing new:
   * that would tell that somebody came who is hidden.
   */
  answerNext(session: Session): Promise<PlaceEnterReplyInit> {
    return new Promise((answer) => {
      this.#waiting.push({ session, answer });
    });
  }

  /** Makes of everything since the last time one difference for each who sees one, and sends it. */
  publish(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const rosterOf = this.#views.settle(this.#lookers(waiting), this.#members);
    const frames = new Map<string, Uint8Array>();
    for (const [session, from] of this.#followers) {
      const to = rosterOf(session.person);
      if (from.version === to.version) continue;
      const step = `${from.version} ${to.version}`;
      let frame = frames.get(step);
      if (!frame) {
        frame = this.#frame(from, to);
        frames.set(step, frame);
      }
      this.#followers.set(session, to);
      session.pushEntry(frame, this.#source);
    }
    for (const { session, answer } of waiting) {
      const roster = rosterOf(session.person);
      if (session.attached && this.has(session)) this.#followers.set(session, roster);
      answer({ place: this.id, ...roster });
    }
  }

  *#lookers(waiting: readonly Waiting[]): Iterable<string> {
    for (const { person } of this.#followers.keys()) yield person;
    for (const { session } of waiting) yield session.person;
  }

  #frame(from: Roster, to: Roster): Uint8Array {
    const { entered, left } = changeBetween(from, to);
    const { version, unlisted } = to;
    return push(placeChanged, { place: this.id, base: from.version, version, entered, left, unlisted });
  }

  /** As a member, not only following. */
  isIn(session: Session): boolean {
    return this.#sessions.get(session.person)?.has(session) ?? false;
  }

  #put(person: string, present: Present | undefined): void {
    const before = this.#members.get(person);
    if (before) this.#views.touch(person, !this.#views.isPlain(person, before));
    if (present) {
      this.#members.set(person, present);
      this.#views.touch(person, !this.#views.isPlain(person, present));
    } else this.#members.delete(person);
  }
}
