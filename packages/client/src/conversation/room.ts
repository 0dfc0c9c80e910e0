import {
  conversationHistory,
  conversationOpen,
  conversationRead,
  conversationSend,
  conversationTyping,
} from "@livename/wire/calls";
import type { ConversationOpenReply, Entry, Conversation as WireConversation } from "@livename/wire/conversation";
import type { Core } from "../core.ts";
import { LivenameError } from "../errors.ts";
import { createEvents, type Events } from "../events.ts";
import { randomKey } from "../key.ts";
import { EMPTY, extend, type Log, prepend } from "./log.ts";
import type { Conversation, ConversationEvents, Message } from "./types.ts";
import { createTyping } from "./typing.ts";

/** An open conversation, once in this client; each opening has a handle of its own. */
export interface Room {
  readonly id: string;
  handle(): Conversation;
  /** Takes the answer to an open command. */
  take(reply: ConversationOpenReply): void;
  appended(entry: Entry): void;
  register(conversation: WireConversation): void;
  typing(person: string, typing: boolean): void;
  /** Asks for what came while there was no connection. */
  catchUp(): void;
  stop(): void;
}

const TYPING_AGAIN_MS = 3_000;

export function readMessage(entry: Entry, toDate: Core["toDate"]): Message {
  const { key, number, sender, text } = entry;
  return { key, number, sender, text, time: toDate(entry.timeMs) ?? new Date(0), state: "sent" };
}

export function createRoom(core: Core, id: string, onIdle: (room: Room) => void): Room {
  const { channel, clock, report, toDate } = core;
  const handles = new Map<Conversation, Events<ConversationEvents>>();
  let log: Log = EMPTY;
  let sent: readonly Message[] = [];
  /** Not in the log yet, in the order of sending. */
  let outbox: readonly Message[] = [];
  let members: readonly string[] = [];
  let first = 1;
  let read = 0;
  let unread = 0;
  /** The read pointer that is on its way to the server; 0 for none. */
  let telling = 0;
  let sending = false;
  let filling = false;
  let typedAt = 0;
  let changed = false;
  const waiting = new Map<string, { resolve(message: Message): void; reject(error: unknown): void }>();

  const emit = <E extends keyof ConversationEvents>(
    event: E,
    payload: (handle: Conversation) => ConversationEvents[E],
  ) => {
    for (const [handle, events] of [...handles]) events.emit(event, payload(handle));
  };
  const change = (): void => {
    if (changed) return;
    changed = true;
    queueMicrotask(() => {
      changed = false;
      emit("change", (conversation) => ({ conversation }));
    });
  };
  const told = (message: Message): void => emit("message", () => ({ message }));
  const typists = createTyping(clock, (people) => emit("typing", () => ({ people })));

  /** What is withheld has a place in the log and none among the messages. */
  const readMessages = (entries: readonly Entry[]): Message[] =>
    entries.flatMap((entry) => (entry.withheld ? [] : [readMessage(entry, toDate)]));

  const append = (entries: readonly Entry[]): boolean => {
    const { log: next, fresh, hole } = extend(log, entries);
    log = next;
    if (fresh.length > 0) {
      const messages = readMessages(fresh);
      sent = [...sent, ...messages];
      const own = core.self()?.id;
      const keys = new Set(fresh.flatMap(({ sender, key }) => (sender === own ? key : [])));
      const toldBefore = new Set(outbox.flatMap(({ key, state }) => (state === "sent" ? key : [])));
      outbox = outbox.filter(({ key }) => !keys.has(key));
      for (const message of messages) {
        typists.set(message.sender, false);
        if (message.sender !== own || !toldBefore.has(message.key)) told(message);
      }
      change();
    }
    return hole;
  };

  const take = ({ conversation, entries }: ConversationOpenReply): void => {
    const epoch = conversation?.log?.epoch ?? 0;
    const begins = entries[0]?.number ?? log.last + 1;
    const restored = log.epoch !== epoch && log.epoch !== 0;
    // Another epoch, or a log that no longer reaches back to what is held: what is held is void.
    if (restored || begins > log.last + 1) {
      log = { ...EMPTY, last: begins - 1 };
      sent = [];
    }
    if (restored) read = 0;
    log = { ...log, epoch };
    append(entries);
    if (conversation) adopt(conversation);
    if (entries.length > 0) fillTo(conversation);
  };

  /** Reads what is missing after the newest held. */
  const fill = (): void => {
    if (filling) return;
    filling = true;
    const { epoch, last: held } = log;
    channel.call(conversationOpen, { conversation: id, held, epoch }, { scope: "connection" }).then(
      (reply) => {
        filling = false;
        take(reply);
      },
      // The next connection catches up.
      () => {
        filling = false;
      },
    );
  };

  const fillTo = (conversation: WireConversation | undefined): void => {
    if ((conversation?.log?.last ?? 0) > log.last) fill();
  };

  const adopt = (conversation: WireConversation): void => {
    members = conversation.members;
    first = conversation.log?.first ?? first;
    // One's own pointer may be ahead of an answer that was on its way when it moved, or of a server that never heard.
    if (conversation.read < read) tellRead();
    else {
      read = conversation.read;
      unread = conversation.unread;
    }
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

  const update = (message: Message): void => {
    outbox = outbox.map((one) => (one.key === message.key ? message : one));
    told(message);
    change();
  };

  // One after the other, so that a refusal or an interruption of one cannot let a later one overtake it.
  const pump = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    for (let next = nextPending(); next; next = nextPending()) {
      const { key, text } = next;
      const waits = waiting.get(key);
      waiting.delete(key);
      try {
        const request = { conversation: id, text };
        const reply = await channel.call(conversationSend, request, { key, timeoutMs: Number.POSITIVE_INFINITY });
        const entry: Entry = { ...reply, sender: core.self()?.id ?? next.sender, key, text, withheld: false };
        if (append([entry])) fill();
        // Behind a hole it shows as sent until the entries before it are read.
        const message = readMessage(entry, toDate);
        if (outbox.some((one) => one.key === key)) update(message);
        waits?.resolve(message);
      } catch (error) {
        const failed = error instanceof LivenameError ? error : new LivenameError("internal", String(error));
        update({ ...next, state: "failed", error: failed });
        waits?.reject(failed);
      }
    }
    sending = false;
    idle();
  };
  const nextPending = (): Message | undefined => outbox.find(({ state }) => state === "pending");

  const post = (message: Message): Promise<Message> => {
    typedAt = 0;
    const answer = new Promise<Message>((resolve, reject) => waiting.set(message.key, { resolve, reject }));
    told(message);
    change();
    void pump();
    return answer;
  };

  const idle = (): void => {
    // A message that was refused stays until it is sent again: nothing that was written is lost with its window.
    if (handles.size > 0 || sending || outbox.some(({ state }) => state === "failed")) return;
    typists.stop();
    onIdle(room);
  };

  const makeHandle = (): Conversation => {
    const events = createEvents<ConversationEvents>(report);
    const handle: Conversation = {
      id,
      get members() {
        return members;
      },
      get messages() {
        return outbox.length > 0 ? [...sent, ...outbox] : sent;
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
      async earlier() {
        for (;;) {
          const before = log.entries[0]?.number ?? 0;
          if (before <= first) return [];
          const reply = await channel.call(conversationHistory, { conversation: id, before });
          first = reply.log?.first ?? first;
          const longer = prepend(log, reply.entries);
          // Somebody else asked for the same page meanwhile: it stands there already.
          if (longer !== log) {
            const fresh = longer.entries.slice(0, longer.entries.length - log.entries.length);
            sent = [...readMessages(fresh), ...sent];
            log = longer;
            change();
          }
          const page = readMessages(reply.entries);
          // A page on which all is withheld shows nothing: the one before it may.
          if (page.length > 0 || log.entries[0]?.number === before) return page;
        }
      },
      send(text, key = randomKey()) {
        const sender = core.self()?.id ?? "";
        const message: Message = {
          key,
          number: undefined,
          sender,
          time: new Date(clock.now()),
          text,
          state: "pending",
        };
        outbox = [...outbox, message];
        return post(message);
      },
      retry(message) {
        const failed = outbox.find(({ key, state }) => key === message.key && state === "failed");
        if (!failed) return Promise.resolve(message);
        const { error: _, ...rest } = failed;
        const pending: Message = { ...rest, state: "pending" };
        outbox = [...outbox.filter(({ key }) => key !== failed.key), pending];
        return post(pending);
      },
      discard(message) {
        const others = outbox.filter(({ key, state }) => key !== message.key || state !== "failed");
        if (others.length === outbox.length) return;
        outbox = others;
        change();
        idle();
      },
      markRead(message) {
        const number = message ? Math.min(message.number ?? 0, log.last) : log.last;
        if (number <= read) return;
        read = number;
        const own = core.self()?.id;
        unread = sent.filter((one) => one.sender !== own && (one.number ?? 0) > read).length;
        change();
        tellRead();
      },
      setTyping(typing) {
        if (typing === typedAt > 0 && clock.monotonic() - typedAt < TYPING_AGAIN_MS) return;
        if (!typing && typedAt === 0) return;
        typedAt = typing ? clock.monotonic() : 0;
        channel.call(conversationTyping, { conversation: id, typing }, { scope: "connection" }).catch(() => {});
      },
      on: events.on,
      close() {
        events.clear();
        if (handles.delete(handle)) idle();
      },
    };
    handles.set(handle, events);
    return handle;
  };

  const room: Room = {
    id,
    handle: makeHandle,
    take,
    appended(entry) {
      if (append([entry])) fill();
    },
    register(conversation) {
      adopt(conversation);
      fillTo(conversation);
    },
    typing: (person, typing) => {
      if (person !== core.self()?.id) typists.set(person, typing);
    },
    catchUp: fill,
    stop: typists.stop,
  };
  return room;
}
