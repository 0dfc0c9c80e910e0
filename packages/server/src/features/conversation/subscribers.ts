import type { ConversationInit, StandingInit } from "@livename/wire/conversation";
import { conversationAppended, conversationInboxChanged, conversationTypingChanged } from "@livename/wire/handlers";
import type { Budget } from "../../kernel/budget.ts";
import type { CommandContext, Session } from "../../kernel/feature.ts";
import { push } from "../../kernel/push.ts";
import { Subscribers } from "../../kernel/subscribers.ts";
import type { Hint } from "./hints.ts";
import type { ConversationRecord, EntryRecord } from "./storage/contract.ts";

/** Conversations that a session follows by having opened them; the one opened longest ago gives way. */
const OPEN_MAX = 100;

/** A session that follows an inbox or a conversation. */
const FOLLOWED_BYTES = 192;

type OwnStanding = StandingInit & Required<Pick<StandingInit, "conversation" | "log">>;
type Whose = Pick<Session, "community" | "person">;

/** Who is told of messages: sessions that follow their person's inbox, or opened a conversation of it. */
export class ConversationSubscribers {
  readonly #subscribers: Subscribers;

  constructor(budget: Budget) {
    this.#subscribers = new Subscribers({ meter: { budget, kind: "conversations", bytes: FOLLOWED_BYTES } });
  }

  /** Inboxes and open conversations, each once for every session that follows it. */
  get count(): number {
    return this.#subscribers.count;
  }

  followInbox(context: CommandContext, session: Session): void {
    this.#subscribers.subscribe(context, session, inboxOf(session));
  }

  followOpened(context: CommandContext, session: Session, conversation: string): void {
    this.#subscribers.subscribe(context, session, openedBy(session, conversation));
    const topics = this.#subscribers.topics(session);
    if (topics.size <= OPEN_MAX) return;
    const inbox = inboxOf(session);
    const opened = [...topics].filter((topic) => topic !== inbox);
    for (const topic of opened.slice(0, -OPEN_MAX)) this.#subscribers.unsubscribe(session, topic);
  }

  /** Pushes to the sessions of this node whatever the hint means for them. */
  receive(community: string, hint: Hint): void {
    switch (hint.kind) {
      case "appended":
        this.#appended(community, hint);
        break;
      case "register":
        this.#register({ community, person: hint.person }, hint.record);
        break;
      case "typing":
        this.#typing(community, hint);
        break;
    }
  }

  #appended(community: string, hint: Hint & { kind: "appended" }): void {
    const { conversation, members, epoch, first, entry, alike, quietFor } = hint;
    const alone = alike.length > 0;
    // Encoded once for all who hear it, and once for all who do not want to. What differs by member follows it.
    const frames = new Map<boolean, Uint8Array>();
    const tell = (whose: Whose): void => {
      const quiet = quietFor.includes(whose.person);
      const frame = frames.get(quiet) ?? push(conversationAppended, { conversation, entry, quiet, alone });
      frames.set(quiet, frame);
      for (const session of this.#sessions(whose, conversation)) session.pushEntry(frame, this.#subscribers);
    };
    for (const person of alike) {
      const whose = { community, person };
      if (this.#follows(whose, conversation)) tell(whose);
    }
    const log = { epoch, first, last: entry.number };
    for (const { person, read, unread, version, isNew } of hint.views) {
      const whose = { community, person };
      if (!this.#follows(whose, conversation)) continue;
      tell(whose);
      const standing = { conversation, log, read, unread, newest: entry.number, members: isNew ? members : [] };
      this.#standing(whose, version, standing);
    }
  }

  #register(whose: Whose, record: ConversationRecord): void {
    if (!this.#follows(whose, record.id)) return;
    const { id: conversation, epoch, first, last, read, unread, newest, version } = record;
    const log = { epoch, first, last };
    this.#standing(whose, version, { conversation, log, read, unread, newest: newest?.number ?? 0, members: [] });
  }

  #standing(whose: Whose, version: number, standing: OwnStanding): void {
    const { conversation, log } = standing;
    const frame = push(conversationInboxChanged, {
      version: { epoch: log?.epoch, version },
      standings: [standing],
    });
    for (const session of this.#sessions(whose, conversation))
      session.pushRegister(`inbox/${conversation}`, frame, this.#subscribers);
  }

  #typing(community: string, { conversation, person, to, typing }: Hint & { kind: "typing" }): void {
    const whose = { community, person: to };
    if (!this.#follows(whose, conversation)) return;
    const frame = push(conversationTypingChanged, { conversation, person, typing });
    for (const session of this.#sessions(whose, conversation)) session.pushSignal(frame, this.#subscribers);
  }

  #follows(whose: Whose, conversation: string): boolean {
    return this.#subscribers.has(inboxOf(whose)) || this.#subscribers.has(openedBy(whose, conversation));
  }

  /** Each once, though most follow both. */
  *#sessions(whose: Whose, conversation: string): Iterable<Session> {
    const inbox = this.#subscribers.of(inboxOf(whose));
    yield* inbox;
    for (const session of this.#subscribers.of(openedBy(whose, conversation))) if (!inbox.has(session)) yield session;
  }
}

export function toConversation(record: ConversationRecord): ConversationInit {
  const { id, members, epoch, first, last, read, unread, newest } = record;
  return { id, members, log: { epoch, first, last }, read, unread, newest: newest && toEntry(newest) };
}

export function toEntry({ number, sender, timeMs, key, text, withheld }: EntryRecord): EntryRecord {
  return { number, sender, timeMs, key, text, withheld };
}

function inboxOf({ community, person }: Whose): string {
  return `${community}/${person}`;
}

function openedBy(whose: Whose, conversation: string): string {
  return `${inboxOf(whose)}/${conversation}`;
}
