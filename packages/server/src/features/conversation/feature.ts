import type { WireLimits } from "@livename/wire";
import type { ConversationOpenRequest } from "@livename/wire/conversation";
import { Code } from "@livename/wire/frame";
import {
  conversationHistory,
  conversationInbox,
  conversationOpen,
  conversationRead,
  conversationSend,
  conversationTyping,
} from "@livename/wire/handlers";
import type { Bus } from "../../bus/bus.ts";
import type { Budget } from "../../kernel/budget.ts";
import type { Feature, Session } from "../../kernel/feature.ts";
import { heldOf, isHeld, pageBefore, pageSince } from "../../kernel/held.ts";
import { usedKey } from "../../kernel/keys.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { route } from "../../kernel/route.ts";
import { Turns } from "../../kernel/turns.ts";
import type { People } from "../../people/people.ts";
import { openReach, type Reach } from "../../people/reach.ts";
import type { Clock } from "../../time/clock.ts";
import { directId, otherMember } from "./direct-id.ts";
import { listen, tell } from "./hints.ts";
import type { ConversationChange, ConversationRecord, ConversationStore, EntryRecord } from "./storage/contract.ts";
import { SMALL } from "./storage/rules.ts";
import { ConversationSubscribers, toConversation, toEntry } from "./subscribers.ts";
import { checkText } from "./text.ts";
import { Typing } from "./typing.ts";

export interface ConversationOptions {
  readonly clock: Clock;
  readonly bus: Bus;
  readonly store: ConversationStore;
  readonly people: People;
  readonly communities: readonly string[];
  readonly limits: Pick<WireLimits, "textChars" | "historyPage">;
  readonly budget: Budget;
  /** @default everybody reaches everybody */
  readonly reach?: Reach;
  /** Conversations that an inbox lists: those changed last. @default 200 */
  readonly inboxCap?: number;
  /** Typing that is not said again ends after so long. @default 6_000 */
  readonly typingMs?: number;
}

/** Of the newest entries' texts together in one answer of the inbox, so that it fits into a message (F22). */
const INBOX_TEXT_BYTES = 2_097_152;
const KEY = /^[\x21-\x7e]{8,64}$/;

/** Conversations of two, a durable log each, and the inbox of everybody. */
export function createConversation(options: ConversationOptions): Feature {
  const { clock, bus, store, people, communities, limits } = options;
  const { inboxCap = 200, typingMs = 6_000, reach = openReach } = options;
  const subscribers = new ConversationSubscribers(options.budget);
  // A session reads one page at a time: pages that were asked for by the hundred are not in memory together.
  const turns = new Turns<Session>();
  let appended = 0;
  const typing = new Typing(clock, typingMs, {
    reaches: (state) => reaches(state, state.to),
    tell: ({ community, conversation, person, to }, active) =>
      tell(bus, community, { kind: "typing", conversation, person, to, typing: active }),
  });
  const ends = communities.map((community) => listen(bus, community, (hint) => subscribers.receive(community, hint)));
  ends.push(store.onChange((change) => tellChange(change)));

  /** The other member. @throws Refusal when this is no conversation of the session's person. */
  const otherOf = (session: Session, conversation: string): string => {
    const other = otherMember(conversation, session.person);
    if (other === undefined) throw noSuchConversation();
    return other;
  };

  const isActive = (session: Session, person: string): boolean =>
    people.resolve(session.community, person)?.id === person;

  /** Whether the other may notice that one is there. */
  const reaches = ({ community, person }: Pick<Session, "community" | "person">, other: string): boolean =>
    !reach.hides(community, person, other) &&
    !reach.withholds(community, person, other) &&
    !reach.unseen(community, person);

  // What began before somebody hid ends as if they had gone: nothing that they do later is told.
  const endReach = reach.onChange?.((community, person) =>
    typing.endWhere((state) => {
      const concerned = state.community === community && (state.person === person || state.to === person);
      return concerned && !reaches(state, state.to);
    }),
  );

  /** As the person sees it; one that nobody has written in yet is empty, when there is somebody to write to. */
  const find = async (session: Session, conversation: string, other: string): Promise<ConversationRecord> => {
    const kept = await store.get(session.community, conversation, session.person);
    if (kept) return kept;
    if (!isActive(session, other)) throw noSuchConversation();
    const members = [session.person, other].sort();
    return {
      id: conversation,
      members,
      epoch: store.epoch,
      first: 1,
      last: 0,
      read: 0,
      unread: 0,
      newest: undefined,
      version: 0,
    };
  };

  const idOf = (session: Session, request: ConversationOpenRequest): string => {
    if (request.person === "") return request.conversation;
    const person = people.resolve(session.community, request.person)?.id;
    if (person === undefined)
      throw new Refusal(Code.NO_SUCH_PERSON, "There is no such person. Give an id or address of somebody who is.");
    if (person === session.person)
      throw new Refusal(Code.INVALID, "A conversation is with somebody else. Name another person.");
    return directId(session.person, person);
  };

  const page = (limit: number): number => (limit === 0 ? limits.historyPage : Math.min(limit, limits.historyPage));

  const entriesSince = (session: Session, record: ConversationRecord, request: ConversationOpenRequest) => {
    const { community } = session;
    const held = heldOf(record, { number: request.held, epoch: request.epoch });
    const range = pageSince(record, held, page(request.limit));
    return range ? store.entries(community, record.id, session.person, range) : [];
  };

  return {
    name: "conversation",
    routes: [
      route(conversationOpen, { rate: "read", heavy: true }, (session, request, context) => {
        const id = idOf(session, request);
        const other = otherOf(session, id);
        subscribers.followOpened(context, session, id);
        return turns.take(session, async () => {
          const record = await find(session, id, other);
          const entries = await entriesSince(session, record, request);
          return { conversation: toConversation(record), entries: entries.map(toEntry) };
        });
      }),

      route(conversationSend, { rate: "write" }, async (session, command, { key }) => {
        const { conversation } = command;
        const { community, person: sender } = session;
        const other = otherOf(session, conversation);
        if (!KEY.test(key))
          throw new Refusal(
            Code.INVALID,
            "A message needs a key of 8 to 64 printable characters, so that it is kept once.",
          );
        const text = checkText(command.text, limits.textChars);
        if (!isActive(session, other)) throw await cannotReceive(session, conversation);
        if (reach.hides(community, sender, other))
          throw new Refusal(
            Code.FORBIDDEN,
            "You hide from this person, so you cannot write to them. Let them see you first, in your privacy settings.",
          );
        const members = [sender, other].sort();
        const timeMs = clock.now();
        const withheldFrom = reach.withholds(community, sender, other) ? [other] : [];
        const request = { community, conversation, members, sender, key, text, timeMs, withheldFrom };
        const kept = await store.append(request);
        if (!kept.sameText) throw usedKey();
        typing.stop(session, conversation);
        return { number: kept.number, timeMs: kept.timeMs };
      }),

      route(conversationHistory, { rate: "read", heavy: true }, (session, { conversation, before, limit }) =>
        turns.take(session, async () => {
          const record = await find(session, conversation, otherOf(session, conversation));
          const { epoch, first, last } = record;
          const range = pageBefore(record, before, page(limit));
          const entries = range ? await store.entries(session.community, conversation, session.person, range) : [];
          return { entries: entries.map(toEntry), log: { epoch, first, last } };
        }),
      ),

      route(conversationRead, { rate: "signal" }, async (session, { conversation, number }) => {
        otherOf(session, conversation);
        const { community, person } = session;
        const moved = await store.markRead(community, conversation, person, number);
        if (!moved) throw noSuchConversation();
        return { read: moved.record.read, unread: moved.record.unread };
      }),

      route(conversationTyping, { rate: "signal" }, (session, request) => {
        const other = otherOf(session, request.conversation);
        if (request.typing && isActive(session, other)) typing.start(session, request.conversation, other);
        else typing.stop(session, request.conversation);
        return {};
      }),

      route(conversationInbox, { rate: "read", heavy: true }, async (session, { held, large }, context) => {
        if (large.length > inboxCap)
          throw new Refusal(Code.TOO_MANY, `At most ${inboxCap} large conversations can be said to be held.`);
        subscribers.followInbox(context, session);
        const { community, person } = session;
        const since = held?.version ?? 0;
        let inbox = await store.inbox(community, person, since, inboxCap + 1, large);
        const holds = since + large.length > 0 && isHeld(held, inbox);
        // Another epoch, a version from a future that was lost, or more changes than an inbox lists: all anew.
        const complete = !holds || listed(inbox.conversations, inboxCap) < inbox.conversations.length;
        if (complete && since + large.length > 0) inbox = await store.inbox(community, person, 0, inboxCap);
        return {
          version: { epoch: inbox.epoch, version: inbox.version },
          conversations: inbox.conversations.slice(0, listed(inbox.conversations, inboxCap)).map(toConversation),
          complete,
        };
      }),
    ],
    gauges: [
      {
        name: "followed_conversations",
        help: "Inboxes and open conversations followed.",
        value: () => subscribers.count,
      },
    ],
    counters: [{ name: "messages_appended_total", help: "Messages stored.", value: () => appended }],
    detached: (session) => typing.stopAll(session),
    closed: (session) => typing.stopAll(session),
    stop() {
      endReach?.();
      typing.close();
      for (const end of ends) end();
    },
  };

  function tellChange(change: ConversationChange): void {
    if (change.kind === "register") {
      const { community, person, record } = change;
      tell(bus, community, { kind: "register", person, record });
      return;
    }
    const { community, conversation, members, sender, key, text, withheldFrom } = change.request;
    const { number, timeMs, epoch, first, views } = change.result;
    appended++;
    const entry: EntryRecord = { number, sender, timeMs, key, text, withheld: false };
    const quietFor = members.filter((member) => member !== sender && reach.quiet(community, sender, member));
    const alike = members.length > SMALL ? members.filter((member) => !withheldFrom.includes(member)) : [];
    tell(bus, community, { kind: "appended", conversation, members, epoch, first, entry, views, alike, quietFor });
  }

  /** Told to members only; whoever never wrote with the person learns nothing about them. */
  async function cannotReceive(session: Session, conversation: string): Promise<Refusal> {
    const kept = await store.get(session.community, conversation, session.person);
    return kept
      ? new Refusal(
          Code.NO_SUCH_PERSON,
          "This person has left and gets no messages any more. What was written stays readable.",
        )
      : noSuchConversation();
  }
}

/** How many of them, the newest first, an answer lists: so many, and texts of so many bytes (C12). */
function listed(conversations: readonly ConversationRecord[], cap: number): number {
  let bytes = 0;
  let count = 0;
  for (const { newest } of conversations) {
    bytes += newest ? Buffer.byteLength(newest.text) : 0;
    if (count === cap || bytes > INBOX_TEXT_BYTES) break;
    count++;
  }
  return count;
}

function noSuchConversation(): Refusal {
  return new Refusal(
    Code.NO_SUCH_CONVERSATION,
    "There is no such conversation, or you are no member of it. Open it with the person.",
  );
}
