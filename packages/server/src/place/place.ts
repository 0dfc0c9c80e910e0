import { placeChanged } from "@livename/wire/handlers";
import type { PlaceEnterReplyInit, PlaceMember, PlaceMemberInit } from "@livename/wire/place";
import type { Session } from "../feature.ts";
import type { View, ViewOf } from "../presence/view.ts";
import { push } from "../push.ts";
import { Roster, type RosterChange } from "./roster.ts";

/** One place: its roster, the sessions that make it, and those that follow it. */
export class Place {
  readonly id: string;
  readonly community: string;
  readonly #view: ViewOf;
  readonly #roster: Roster;
  /** By person: several sessions of a person are one member. */
  readonly #sessions = new Map<string, Set<Session>>();
  /** Sessions whose Enter was answered; differences build on that answer. */
  readonly #followers = new Set<Session>();
  #waiting: Array<() => void> = [];

  constructor(id: string, community: string, view: ViewOf, rosterCap: number) {
    this.id = id;
    this.community = community;
    this.#view = view;
    this.#roster = new Roster(rosterCap);
  }

  get empty(): boolean {
    return this.#sessions.size === 0;
  }

  has(session: Session): boolean {
    return this.#sessions.get(session.person)?.has(session) ?? false;
  }

  /** Whether the roster changed: it was the person's first session here. */
  enter(session: Session, member: () => PlaceMember): boolean {
    const sessions = this.#sessions.get(session.person);
    if (sessions) {
      sessions.add(session);
      return false;
    }
    this.#sessions.set(session.person, new Set([session]));
    this.#roster.enter(member());
    return true;
  }

  /** Whether the roster changed: it was the person's last session here. */
  leave(session: Session): boolean {
    this.#followers.delete(session);
    const sessions = this.#sessions.get(session.person);
    if (!sessions?.delete(session) || sessions.size > 0) return false;
    this.#sessions.delete(session.person);
    this.#roster.leave(session.person);
    return true;
  }

  /** The session keeps its person here, but is sent nothing more. */
  unfollow(session: Session): void {
    this.#followers.delete(session);
  }

  /** The roster for this session, which follows it from here on. */
  answer(session: Session): PlaceEnterReplyInit {
    if (session.attached && this.has(session)) this.#followers.add(session);
    const { version, members, unlisted } = this.#roster.published;
    return { place: this.id, version, members: this.#seenBy(session, members).members, unlisted };
  }

  /** The roster as it is after the next difference, so that whoever entered stands in the answer. */
  answerNext(session: Session): Promise<PlaceEnterReplyInit> {
    return new Promise((resolve) => {
      this.#waiting.push(() => resolve(this.answer(session)));
    });
  }

  /** Makes one difference of everything since the last, and sends it to those who follow. */
  publish(): void {
    const change = this.#roster.publish();
    if (change) this.#send(change);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const answer of waiting) answer();
  }

  #send(change: RosterChange): void {
    const key = `place/${this.id}`;
    // Whoever sees all members by one view gets the bytes of everybody who does.
    const frames = new Map<View, Uint8Array>();
    let leaving: Uint8Array | undefined;
    for (const session of this.#followers) {
      const { views, members } = this.#seenBy(session, change.entered);
      const [view] = views;
      let frame = views.size === 0 ? leaving : views.size === 1 ? frames.get(view!) : undefined;
      if (!frame) {
        const { version, left, unlisted } = change;
        frame = push(placeChanged, { place: this.id, version, entered: members, left, unlisted });
        if (views.size === 0) leaving = frame;
        else if (views.size === 1) frames.set(view!, frame);
      }
      session.pushEntry(key, frame);
    }
  }

  #seenBy(session: Session, members: readonly PlaceMember[]): { views: Set<View>; members: PlaceMemberInit[] } {
    const views = new Set<View>();
    const seen: PlaceMemberInit[] = [];
    for (const member of members) {
      const view = this.#view(session, member.person);
      views.add(view);
      const shown = view.member(member);
      if (shown) seen.push(shown);
    }
    return { views, members: seen };
  }
}
