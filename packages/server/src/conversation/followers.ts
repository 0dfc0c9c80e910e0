import type { ConversationInit } from "@livename/wire/conversation";
import { conversationAppended, conversationInboxChanged, conversationTypingChanged } from "@livename/wire/handlers";
import type { Budget } from "../budget.ts";
import type { Session } from "../feature.ts";
import { push } from "../push.ts";
import type { ConversationRecord, EntryRecord } from "../store/store.ts";
import type { Hint } from "./hints.ts";

/** Conversations that a session follows by having opened them; the one opened longest ago gives way. */
const OPEN_MAX = 100;

/** A session that follows an inbox or a conversation. */
const FOLLOWED_BYTES = 192;

interface Following {
  inbox: boolean;
  readonly opened: Set<string>;
  /** Answers under way that begin following: until the last of them is sent, pushes wait. */
  answers: number;
  readonly held: Array<() => void>;
}

interface Person {
  readonly sessions: Map<Session, Following>;
  /** The inbox version last pushed, by conversation: a register never goes back. */
  readonly pushed: Map<string, number>;
}

/** The sessions that are told of messages, by community and person. */
export class Followers {
  readonly #people = new Map<string, Person>();
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** Inboxes and open conversations, each once for every session that follows it. */
  get count(): number {
    let count = 0;
    for (const { sessions } of this.#people.values())
      for (const following of sessions.values()) count += countOf(following);
    return count;
  }

  /**
   * Answers a command that begins following: the answer is made while pushes to this session wait, so that none is
   * missed and none arrives before it (F15).
   */
  async answer<Reply>(session: Session, follow: { readonly opened: string } | "inbox", make: () => Promise<Reply>) {
    this.#budget.demand(session.share, "conversations", FOLLOWED_BYTES);
    const following = this.#following(session);
    const before = countOf(following);
    if (follow === "inbox") following.inbox = true;
    else open(following, follow.opened);
    this.#budget.note(session.share, "conversations", (countOf(following) - before - 1) * FOLLOWED_BYTES);
    following.answers++;
    try {
      return await make();
    } finally {
      // The reply is handed on in promise callbacks, all of which run before this.
      setImmediate(() => {
        following.answers--;
        if (following.answers === 0) for (const send of following.held.splice(0)) send();
      });
    }
  }

  end(session: Session): void {
    const key = keyOf(session.community, session.person);
    const person = this.#people.get(key);
    const following = person?.sessions.get(session);
    if (following) this.#budget.give(session.share, "conversations", countOf(following) * FOLLOWED_BYTES);
    person?.sessions.delete(session);
    if (person?.sessions.size === 0) this.#people.delete(key);
  }

  /** Pushes to the sessions of this node whatever the hint means for them. */
  receive(community: string, hint: Hint): void {
    switch (hint.kind) {
      case "appended":
        this.#appended(community, hint);
        break;
      case "register":
        this.#register(community, hint.person, hint.record);
        break;
      case "typing":
        this.#typing(community, hint);
        break;
    }
  }

  #appended(community: string, hint: Hint & { kind: "appended" }): void {
    const { conversation, members, epoch, first, entry, quietFor } = hint;
    // Encoded once for all who hear it, and once for all who do not want to.
    const frames = new Map<boolean, Uint8Array>();
    for (const view of hint.views) {
      const person = this.#people.get(keyOf(community, view.person));
      if (!person) continue;
      const quiet = quietFor.includes(view.person);
      const frame = frames.get(quiet) ?? push(conversationAppended, { conversation, entry, quiet });
      frames.set(quiet, frame);
      this.#send(person, conversation, frame, (session, bytes) =>
        session.pushEntry(`conversation/${conversation}`, bytes),
      );
      const { read, unread, version } = view;
      const last = entry.number;
      this.#register(community, view.person, {
        id: conversation,
        members,
        epoch,
        first,
        last,
        read,
        unread,
        newest: entry,
        version,
      });
    }
  }

  #register(community: string, name: string, record: ConversationRecord): void {
    const person = this.#people.get(keyOf(community, name));
    if (!person || record.version <= (person.pushed.get(record.id) ?? 0)) return;
    person.pushed.set(record.id, record.version);
    const frame = push(conversationInboxChanged, {
      version: { epoch: record.epoch, version: record.version },
      conversations: [toConversation(record)],
    });
    this.#send(person, record.id, frame, (session, bytes) => session.pushRegister(`inbox/${record.id}`, bytes));
  }

  #typing(community: string, { conversation, person: who, to, typing }: Hint & { kind: "typing" }): void {
    const person = this.#people.get(keyOf(community, to));
    if (!person) return;
    const frame = push(conversationTypingChanged, { conversation, person: who, typing });
    this.#send(person, conversation, frame, (session, bytes) => session.pushSignal(bytes));
  }

  #send(
    person: Person,
    conversation: string,
    frame: Uint8Array,
    send: (session: Session, frame: Uint8Array) => void,
  ): void {
    for (const [session, { inbox, opened, answers, held }] of person.sessions) {
      if (!inbox && !opened.has(conversation)) continue;
      if (answers > 0) held.push(() => send(session, frame));
      else send(session, frame);
    }
  }

  #following(session: Session): Following {
    const key = keyOf(session.community, session.person);
    let person = this.#people.get(key);
    if (!person) {
      person = { sessions: new Map(), pushed: new Map() };
      this.#people.set(key, person);
    }
    let following = person.sessions.get(session);
    if (!following) {
      following = { inbox: false, opened: new Set(), answers: 0, held: [] };
      person.sessions.set(session, following);
    }
    return following;
  }
}

function countOf({ inbox, opened }: Following): number {
  return opened.size + (inbox ? 1 : 0);
}

function open({ opened }: Following, conversation: string): void {
  opened.delete(conversation);
  opened.add(conversation);
  const [oldest] = opened;
  if (opened.size > OPEN_MAX) opened.delete(oldest!);
}

export function toConversation(record: ConversationRecord): ConversationInit {
  const { id, members, epoch, first, last, read, unread, newest } = record;
  return { id, members, log: { epoch, first, last }, read, unread, newest: newest && toEntry(newest) };
}

export function toEntry({ number, sender, timeMs, key, text, withheld }: EntryRecord): EntryRecord {
  return { number, sender, timeMs, key, text, withheld };
}

function keyOf(community: string, person: string): string {
  return `${community}/${person}`;
}
