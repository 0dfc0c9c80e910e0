import { conversationHistory, conversationOpen, conversationRead, conversationTyping } from "@livename/wire/calls";
import type {
  ConversationOpenReply,
  Entry,
  Standing,
  Conversation as WireConversation,
} from "@livename/wire/conversation";
import type { FeatureContext } from "../feature.ts";
import { createFollow } from "../kernel/follow.ts";
import { createHandles } from "../kernel/handles.ts";
import { EMPTY_LOG, extendLog, type Log, prependLog, resumeLog } from "../kernel/log.ts";
import { randomKey } from "../key.ts";
import { afterEntry, readMessage } from "./message.ts";
import { createOutbox } from "./outbox.ts";
import type { Conversation, ConversationEvents, Message } from "./types.ts";
import { createTyping } from "./typing.ts";

/** An open conversation, shared in this client. Each call of `open` has its own handle. */
export interface SharedConversation {
  readonly id: string;
  handle(): Conversation;
  /** Applies the answer to an open command. */
  take(reply: ConversationOpenReply): void;
  /** Applies an entry. `alone`: no standing follows it (C20). */
  appended(entry: Entry, alone: boolean): void;
  register(told: WireConversation | Standing): void;
  typing(person: string, typing: boolean): void;
  stop(): void;
}

const TYPING_AGAIN_MS = 3_000;

export function createSharedConversation(
  context: FeatureContext,
  id: string,
  onIdle: (conversation: SharedConversation) => void,
): SharedConversation {
  const { channel, clock, report, toDate } = context;
  const handles = createHandles<Conversation, ConversationEvents>(report, () => idle());
  let log: Log<Entry> = EMPTY_LOG;
  let sent: readonly Message[] = [];
  let members: readonly string[] = [];
  let first = 1;
  let read = 0;
  let unread = 0;
  /** The read pointer that is being sent to the server; 0 for none. */
  let telling = 0;
  let typedAt = 0;
  let changed = false;

  const change = (): void => {
    if (changed) return;
    changed = true;
    queueMicrotask(() => {
      changed = false;
      handles.emit("change", (conversation) => ({ conversation }));
    });
  };
  const tell = (message: Message): void => {
    handles.emit("message", () => ({ message }));
    change();
  };
  const typists = createTyping(clock, (people) => handles.emit("typing", () => ({ people })));
  const outbox = createOutbox({
    context,
    conversation: id,
    onSent: (entry) => append([entry]),
    onMessage: tell,
    onRest: () => idle(),
  });

  /** Converts entries to messages. A withheld entry is in the log but is not a message. */
  const readMessages = (entries: readonly Entry[]): Message[] =>
    entries.flatMap((entry) => (entry.withheld ? [] : [readMessage(entry, toDate)]));

  const append = (entries: readonly Entry[]): void => {
    const extended = extendLog(log, entries);
    log = extended.log;
    if (extended.fresh.length > 0) {
      const messages = readMessages(extended.fresh);
      sent = [...sent, ...messages];
      const own = context.self()?.id;
      const told = outbox.settle(new Set(messages.flatMap(({ sender, key }) => (sender === own ? key : []))));
      for (const message of messages) {
        typists.set(message.sender, false);
        if (message.sender !== own || !told.has(message.key)) tell(message);
      }
      change();
    }
    if (extended.hole) follow.catchUp();
  };

  const take = ({ conversation, entries }: ConversationOpenReply): void => {
    const resumed = resumeLog(log, conversation?.log ?? { epoch: 0, first: 0 }, entries);
    log = resumed.log;
    if (resumed.kept !== "all") sent = [];
    if (resumed.kept === "other-epoch") read = 0;
    append(entries);
    if (conversation) adopt(conversation);
    if (entries.length > 0 && (conversation?.log?.last ?? 0) > log.last) follow.catchUp();
  };

  const follow = createFollow({
    context,
    call: conversationOpen,
    request: () => ({ conversation: id, held: log.last, epoch: log.epoch }),
    take,
  });

  const adopt = (told: WireConversation | Standing): void => {
    if (told.members.length > 0) members = told.members;
    first = told.log?.first ?? first;
    // The own pointer can be ahead: of an answer made before it moved, or of a server that did not receive it.
    if (told.read < read) tellRead();
    else ({ read, unread } = told);
    change();
  };

  const tellRead = (): void => {
    if (telling === read) return;
    const number = read;
    telling = number;
    const done = (): void => {
      if (telling === number) telling = 0;
    };
    channel.call(conversationRead, { conversation: id, number }).then(done, done);
  };

  const idle = (): void => {
    // A refused message is kept until it is sent again, so that closing a window does not lose its text.
    if (handles.size > 0 || !outbox.isEmpty) return;
    shared.stop();
    onIdle(shared);
  };

  const earlier = async (): Promise<readonly Message[]> => {
    for (;;) {
      const before = log.entries[0]?.number ?? 0;
      if (before <= first) return [];
      const reply = await channel.call(conversationHistory, { conversation: id, before });
      first = reply.log?.first ?? first;
      const longer = prependLog(log, reply.entries);
      // Another caller requested the same page meanwhile; it is there already.
      if (longer !== log) {
        const fresh = longer.entries.slice(0, longer.entries.length - log.entries.length);
        sent = [...readMessages(fresh), ...sent];
        log = longer;
        change();
      }
      const page = readMessages(reply.entries);
      // If all entries of the page are withheld, read the page before it.
      if (page.length > 0 || log.entries[0]?.number === before) return page;
    }
  };

  const makeHandle = (): Conversation =>
    handles.add((on, close) => ({
      id,
      get members() {
        return members;
      },
      get messages() {
        return outbox.messages.length > 0 ? [...sent, ...outbox.messages] : sent;
      },
      get unread() {
        return unread;
      },
      get read() {
        return read;
      },
      get hasEarlier() {
        return (log.entries[0]?.number ?? first) > first;
      },
      get typing() {
        return typists.people;
      },
      earlier,
      send(text, key = randomKey()) {
        typedAt = 0;
        return outbox.send(text, key);
      },
      retry(message) {
        typedAt = 0;
        return outbox.retry(message);
      },
      discard(message) {
        if (!outbox.discard(message)) return;
        change();
        idle();
      },
      markRead(message) {
        const number = message ? Math.min(message.number ?? 0, log.last) : log.last;
        if (number <= read) return;
        read = number;
        const own = context.self()?.id;
        unread = sent.filter((one) => one.sender !== own && (one.number ?? 0) > read).length;
        change();
        tellRead();
      },
      setTyping(typing) {
        if (typing === typedAt > 0 && clock.monotonic() - typedAt < TYPING_AGAIN_MS) return;
        if (!typing && typedAt === 0) return;
        typedAt = typing ? clock.monotonic() : 0;
        channel.call(conversationTyping, { conversation: id, typing }, { lifetime: "connection" }).catch(() => {});
      },
      on,
      close,
    }));

  const shared: SharedConversation = {
    id,
    handle: makeHandle,
    take: follow.take,
    appended(entry, alone) {
      if (alone && entry.number === log.last + 1)
        ({ read, unread } = afterEntry({ read, unread }, entry, entry.sender === context.self()?.id));
      append([entry]);
    },
    register(told) {
      // Another log: what is held is void.
      const isOther = log.epoch !== 0 && told.log?.epoch !== log.epoch;
      if (!isOther) adopt(told);
      if (isOther || (told.log?.last ?? 0) > log.last) follow.catchUp();
    },
    typing: (person, typing) => {
      if (person !== context.self()?.id) typists.set(person, typing);
    },
    stop() {
      follow.stop();
      typists.stop();
    },
  };
  return shared;
}
