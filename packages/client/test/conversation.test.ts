import { FakeClock, settled } from "@livename/testkit";
import type { ConversationInit, EntryInit, InboxRequest, StandingInit } from "@livename/wire/conversation";
import { Code } from "@livename/wire/frame";
import {
  conversationAppended,
  conversationHistory,
  conversationInbox,
  conversationInboxChanged,
  conversationOpen,
  conversationRead,
  conversationSend,
} from "@livename/wire/handlers";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, type Conversation, connect, type Inbox } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

const ID = "direct.p-amy.p-ben";
let clock: FakeClock;
let peer: Peer;
let me: Client;
/** What is on the peer's disk. */
let log: Array<Required<Omit<EntryInit, "withheld">> & Pick<EntryInit, "withheld">>;

const append = (sender: string, key: string, text: string): number => {
  const known = log.find((entry) => entry.key === key);
  if (known) return known.number!;
  log.push({ number: log.length + 1, sender, timeMs: clock.now(), key, text });
  return log.length;
};

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  log = [];
  peer.on(conversationOpen, ({ held }) => ({
    conversation: { id: ID, members: ["p-amy", "p-ben"], log: { epoch: 3, first: 1, last: log.length } },
    entries: held ? log.slice(held, held + 5) : log.slice(-5),
  }));
  peer.on(conversationHistory, ({ before }) => ({
    entries: log.slice(Math.max(0, before - 6), before - 1),
    log: { epoch: 3, first: 1, last: log.length },
  }));
  peer.on(conversationSend, ({ text }, { key }) => ({ number: append("p-amy", key, text), timeMs: clock.now() }));
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

/** The peer says where one stands in the conversation, as a version of the inbox. */
const stand = (version: number, standing: StandingInit): void =>
  peer.last.push(conversationInboxChanged, {
    version: { epoch: 3, version },
    standings: [{ conversation: ID, log: { epoch: 3, first: 1, last: standing.newest ?? 0 }, ...standing }],
  });

const texts = (chat: Conversation): string[] => chat.messages.map(({ text }) => text);

describe("a conversation", () => {
  it("reads what stands behind a hole, page by page", async () => {
    append("p-ben", "key-of-1", "1");
    const chat = await me.conversations.open("ben@example.com");
    for (let number = 2; number <= 12; number++) append("p-ben", `key-of-${number}`, String(number));
    peer.last.push(conversationAppended, { conversation: ID, entry: log.at(-1)! });
    await settled();
    expect(texts(chat)).toEqual(log.map(({ text }) => text));
  });

  it("reads earlier messages until there are none", async () => {
    for (let number = 1; number <= 12; number++) append("p-ben", `key-of-${number}`, String(number));
    const chat = await me.conversations.open("ben@example.com");
    expect(texts(chat)).toEqual(["8", "9", "10", "11", "12"]);
    const [page, same] = await Promise.all([chat.earlier(), chat.earlier()]);
    expect(page).toEqual(same);
    while (chat.hasEarlier) await chat.earlier();
    expect(texts(chat)).toEqual(log.map(({ text }) => text));
    expect(await chat.earlier()).toEqual([]);
  });

  it("C16: passes over what is withheld, pages of nothing else too", async () => {
    for (let number = 1; number <= 22; number++) append("p-ben", `key-of-${number}`, String(number));
    const withhold = (...numbers: number[]) => {
      for (const number of numbers)
        log[number - 1] = { number, sender: "", timeMs: 0, key: "", text: "", withheld: true };
    };
    withhold(1, 2, 9, 10, 11, 12, 13, 14, 15, 16, 17, 21);
    const chat = await me.conversations.open("ben@example.com");
    expect(texts(chat)).toEqual(["18", "19", "20", "22"]);
    // From 13 to 17 and from 8 to 12: only the second page has something to show.
    expect((await chat.earlier()).map(({ text }) => text)).toEqual(["8"]);
    const told: string[] = [];
    chat.on("message", ({ message }) => told.push(message.text));
    for (const text of ["23", "24", "25"]) append("p-ben", `key-of-${text}`, text);
    withhold(23, 24);
    peer.last.push(conversationAppended, { conversation: ID, entry: log.at(-1)! });
    await settled();
    expect(told).toEqual(["25"]);
    while (chat.hasEarlier) await chat.earlier();
    expect(texts(chat)).toEqual(log.flatMap(({ text, withheld }) => (withheld ? [] : text)));
    let read = 0;
    peer.on(conversationRead, ({ number }) => {
      read = number;
      return {};
    });
    append("p-ben", "key-of-26", "26");
    withhold(26);
    append("p-ben", "key-of-27", "27");
    peer.last.push(conversationAppended, { conversation: ID, entry: log.at(-1)! });
    await settled();
    expect(texts(chat).slice(-2)).toEqual(["25", "27"]);
    chat.markRead();
    await settled();
    expect([chat.unread, read]).toEqual([0, 27]);
  });

  it("marks what is refused as failed, and sends it again with its key when asked to", async () => {
    const chat = await me.conversations.open("ben@example.com");
    const keys: string[] = [];
    peer.on(conversationSend, (_, { key }) => {
      keys.push(key);
      return keys.length === 1 ? { refuse: Code.STORAGE_FULL } : { number: append("p-amy", key, "hello"), timeMs: 1 };
    });
    await expect(chat.send("hello")).rejects.toMatchObject({ code: "storage-full" });
    expect(chat.messages).toMatchObject([{ state: "failed", error: { code: "storage-full" } }]);
    expect(await chat.retry(chat.messages[0]!)).toMatchObject({ state: "sent", number: 1 });
    expect(chat.messages).toHaveLength(1);
    expect(keys[0]).toBe(keys[1]);
  });

  it("keeps what was refused while the conversation is closed", async () => {
    const chat = await me.conversations.open("ben@example.com");
    peer.on(conversationSend, () => ({ refuse: Code.STORAGE_FULL }));
    await expect(chat.send("hello")).rejects.toMatchObject({ code: "storage-full" });
    chat.close();
    const again = await me.conversations.open("ben@example.com");
    expect(again.messages).toMatchObject([{ text: "hello", state: "failed" }]);
    peer.on(conversationSend, (_, { key }) => ({ number: append("p-amy", key, "hello"), timeMs: 1 }));
    expect(await again.retry(again.messages[0]!)).toMatchObject({ state: "sent", number: 1 });
    again.close();
    const third = await me.conversations.open("ben@example.com");
    expect(texts(third)).toEqual(["hello"]);
  });

  it("C9: hears a message that comes in the same WebSocket message as the answer to open", async () => {
    peer.on(conversationOpen, () => {
      const entry = { number: 1, sender: "p-ben", timeMs: 1, key: "key-of-1", text: "at once" };
      // Right behind the answer, which leaves a microtask later.
      const push = (): void => peer.last.push(conversationAppended, { conversation: ID, entry });
      queueMicrotask(() => queueMicrotask(push));
      return { conversation: { id: ID, members: ["p-amy", "p-ben"], log: { epoch: 3, first: 1, last: 0 } } };
    });
    for (const name of ["ben@example.com", ID]) {
      const chat = await me.conversations.open(name);
      await settled();
      expect(texts(chat)).toEqual(["at once"]);
      chat.close();
    }
  });

  it("C18: says of each message in the inbox whether it came quietly", async () => {
    peer.on(conversationInbox, () => ({ version: { epoch: 3, version: 0 }, conversations: [], complete: true }));
    const inbox = await me.conversations.inbox();
    const told: Array<[string, boolean]> = [];
    inbox.on("message", ({ message, quiet }) => told.push([message.text, quiet]));
    for (const quiet of [true, false]) {
      const last = append("p-ben", `key-of-${quiet}`, `quiet: ${quiet}`);
      peer.last.push(conversationAppended, { conversation: ID, entry: log.at(-1)!, quiet });
      stand(last, { unread: last, newest: last, members: last === 1 ? ["p-amy", "p-ben"] : [] });
    }
    await settled();
    expect(told).toEqual([
      ["quiet: true", true],
      ["quiet: false", false],
    ]);
  });

  describe("the inbox", () => {
    const MEMBERS = ["p-amy", "p-ben"];
    const CROWD = ["p-amy", "p-ben", ...Array.from({ length: 99 }, (_, at) => `p-${at}`)];
    let asked: InboxRequest[];
    let truth: ConversationInit[];
    let inbox: Inbox;
    let told: string[];
    const items = () => inbox.conversations.map(({ id, read, unread, newest }) => [id, read, unread, newest?.text]);
    const follow = async (version: number): Promise<void> => {
      asked = [];
      told = [];
      peer.on(conversationInbox, (request) => {
        asked.push(request);
        return { version: { epoch: 3, version }, conversations: truth, complete: !request.held };
      });
      inbox = await me.conversations.inbox();
      inbox.on("message", ({ message }) => told.push(message.text));
    };
    const register = (members: string[], numbers: { read: number; unread: number }): ConversationInit => ({
      ...{ id: ID, members, ...numbers, newest: log.at(-1) },
      log: { epoch: 3, first: 1, last: log.length },
    });

    it("C13: takes the text from the entry, and the rest from where one stands", async () => {
      append("p-ben", "key-of-1", "1");
      truth = [register(MEMBERS, { read: 0, unread: 1 })];
      await follow(5);
      append("p-ben", "key-of-2", "2");
      peer.last.push(conversationAppended, { conversation: ID, entry: log.at(-1)! });
      stand(6, { unread: 2, newest: 2 });
      await settled();
      expect([items(), told]).toEqual([[[ID, 0, 2, "2"]], ["2"]]);
      stand(7, { read: 2, newest: 2 });
      await settled();
      expect([items(), told]).toEqual([[[ID, 2, 0, "2"]], ["2"]]);
      // Not above the version that is held: an answer counted it already.
      peer.last.push(conversationAppended, { conversation: ID, entry: log.at(-1)! });
      stand(7, { read: 2, newest: 2 });
      await settled();
      expect([items(), told, asked.length]).toEqual([[[ID, 2, 0, "2"]], ["2"], 1]);
      expect(inbox.conversations[0]!.members).toEqual(MEMBERS);
    });

    it("C12: asks for all when it is told of a conversation that it does not list", async () => {
      truth = [];
      await follow(5);
      append("p-ben", "key-of-1", "1");
      truth = [register(MEMBERS, { read: 0, unread: 1 })];
      peer.last.push(conversationAppended, { conversation: ID, entry: log.at(-1)! });
      stand(6, { unread: 1, newest: 1 });
      await settled();
      expect([items(), told]).toEqual([[[ID, 0, 1, "1"]], ["1"]]);
      expect(asked[1]!.held).toBeUndefined();
    });

    it("C4: what came under another epoch is void, also when nothing has counted it yet", async () => {
      truth = [];
      await follow(5);
      append("p-ben", "key-of-1", "of before");
      peer.last.push(conversationAppended, { conversation: ID, entry: log.pop()! });
      peer.on(conversationInbox, () => ({ version: { epoch: 4, version: 1 }, conversations: [], complete: true }));
      peer.last.end();
      await clock.advanceAsync(1_000);
      append("p-ben", "key-of-2", "of now");
      peer.last.push(conversationAppended, { conversation: ID, entry: log.at(-1)! });
      peer.last.push(conversationInboxChanged, {
        version: { epoch: 4, version: 2 },
        standings: [{ conversation: ID, members: MEMBERS, log: { epoch: 4, first: 1, last: 1 }, unread: 1, newest: 1 }],
      });
      await settled();
      expect([items(), told]).toEqual([[[ID, 0, 1, "of now"]], ["of now"]]);
    });

    it("C4: asks anew when it is told of a version of another epoch", async () => {
      append("p-ben", "key-of-1", "of before");
      truth = [register(MEMBERS, { read: 0, unread: 1 })];
      await follow(5);
      peer.on(conversationInbox, () => ({ version: { epoch: 4, version: 2 }, conversations: [], complete: true }));
      peer.last.push(conversationInboxChanged, { version: { epoch: 4, version: 2 }, standings: [] });
      await settled();
      expect(items()).toEqual([]);
    });

    it("C20: of a large conversation the register follows from the entry, and the log says what is missing", async () => {
      append("p-ben", "key-of-1", "1");
      truth = [register(CROWD, { read: 1, unread: 0 })];
      await follow(5);
      const push = (): void =>
        peer.last.push(conversationAppended, { conversation: ID, entry: log.at(-1)!, alone: true });
      append("p-amy", "key-of-2", "2");
      push();
      append("p-ben", "key-of-3", "3");
      push();
      await settled();
      expect([items(), told]).toEqual([[[ID, 2, 1, "3"]], ["2", "3"]]);
      // Once more, as after an answer that counted it.
      push();
      await settled();
      expect([items(), told, asked.length]).toEqual([[[ID, 2, 1, "3"]], ["2", "3"], 1]);
      append("p-ben", "key-of-4", "withheld");
      append("p-ben", "key-of-5", "5");
      truth = [register(CROWD, { read: 2, unread: 2 })];
      push();
      await settled();
      expect([items(), told]).toEqual([[[ID, 2, 2, "5"]], ["2", "3", "5"]]);
      expect(asked[1]).toMatchObject({
        held: { epoch: 3, version: 5 },
        large: [{ conversation: ID, last: 3, read: 2 }],
      });
      stand(0, { read: 5, newest: 5 });
      await settled();
      expect(items()).toEqual([[ID, 5, 0, "5"]]);
    });
  });

  it("C4: asks anew for a log that is told of under another epoch", async () => {
    append("p-ben", "key-of-1", "1");
    const chat = await me.conversations.open("ben@example.com");
    peer.on(conversationOpen, () => ({
      conversation: { id: ID, members: ["p-amy", "p-ben"], log: { epoch: 4, first: 1, last: 0 } },
      entries: [],
    }));
    stand(1, { log: { epoch: 4, first: 1, last: 0 } });
    await settled();
    expect(texts(chat)).toEqual([]);
  });

  it("reads what a register says is there", async () => {
    const chat = await me.conversations.open("ben@example.com");
    append("p-ben", "key-of-1", "1");
    peer.last.push(conversationInboxChanged, {
      version: { epoch: 3, version: 1 },
      conversations: [{ id: ID, members: ["p-amy", "p-ben"], log: { epoch: 3, first: 1, last: 1 }, unread: 1 }],
    });
    await settled();
    expect(texts(chat)).toEqual(["1"]);
  });

  it("C11: says again what was read when the server has not heard of it, once at a time", async () => {
    append("p-ben", "key-of-1", "1");
    const chat = await me.conversations.open("ben@example.com");
    const told: number[] = [];
    peer.on(conversationRead, ({ number }) => {
      told.push(number);
      return {};
    });
    peer.unreachable = true;
    peer.last.end();
    chat.markRead();
    await clock.advanceAsync(40_000);
    peer.unreachable = false;
    await clock.advanceAsync(25_000);
    expect(told).toEqual([1]);
    expect(chat).toMatchObject({ read: 1, unread: 0 });
  });

  it("C4: what was read counts with its epoch only", async () => {
    for (let number = 1; number <= 3; number++) append("p-ben", `key-of-${number}`, String(number));
    peer.on(conversationRead, () => ({}));
    const chat = await me.conversations.open("ben@example.com");
    chat.markRead();
    expect(chat.read).toBe(3);
    peer.on(conversationOpen, () => ({
      conversation: { id: ID, members: [], log: { epoch: 4, first: 1, last: 2 }, read: 1, unread: 1 },
      entries: log.slice(0, 2),
    }));
    peer.last.end();
    await clock.advanceAsync(1_000);
    expect(texts(chat)).toEqual(["1", "2"]);
    expect(chat).toMatchObject({ read: 1, unread: 1 });
    chat.markRead();
    expect(chat).toMatchObject({ read: 2, unread: 0 });
  });

  it("C4: what was not sent yet is kept and sent, whatever becomes void", async () => {
    append("p-ben", "key-of-1", "of before");
    const chat = await me.conversations.open("ben@example.com");
    peer.unreachable = true;
    peer.last.end();
    const sending = [chat.send("one"), chat.send("two")];
    log = [];
    peer.on(conversationOpen, () => ({
      conversation: { id: ID, members: ["p-amy", "p-ben"], log: { epoch: 4, first: 1, last: log.length } },
      entries: log,
    }));
    peer.unreachable = false;
    await clock.advanceAsync(25_000);
    expect((await Promise.all(sending)).map(({ number }) => number)).toEqual([1, 2]);
    expect(texts(chat)).toEqual(["one", "two"]);
  });

  it("refuses what no frame can hold without harming the connection", async () => {
    const chat = await me.conversations.open("ben@example.com");
    await expect(chat.send("x".repeat(70_000))).rejects.toMatchObject({ name: "Refused", code: "too-large" });
    expect(me.state.name).toBe("online");
  });

  const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
  it.each(seeds)(
    "F14: connections and replies are lost at random: each message once, in order (seed %i)",
    async (seed) => {
      let state = seed;
      const random = (): number => {
        state = (state * 1_664_525 + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      const chat = await me.conversations.open("ben@example.com");
      const seen: number[] = [];
      chat.on("message", ({ message }) => message.state === "sent" && seen.push(message.number!));
      peer.on(conversationSend, ({ text }, { key }) => {
        const luck = random();
        if (luck < 0.2) return undefined;
        const before = log.length;
        const number = append("p-amy", key, text);
        if (log.length > before && random() < 0.7) {
          const { last } = peer;
          const entry = log[number - 1]!;
          queueMicrotask(() => last.push(conversationAppended, { conversation: ID, entry }));
        }
        if (luck < 0.4) return { refuse: Code.UNAVAILABLE, retryAfterMs: 100 };
        return luck < 0.6 ? undefined : { number, timeMs: clock.now() };
      });
      const sends: Promise<unknown>[] = [];
      for (let index = 0; index < 60; index++) {
        if (index % 2 === 0) sends.push(chat.send(`mine ${index}`));
        if (random() < 0.3) append("p-ben", `bens-key-${index}`, `his ${index}`);
        if (random() < 0.4) peer.last.end();
        if (random() < 0.5) await clock.advanceAsync(Math.round(random() * 3_000));
      }
      let answered = false;
      void Promise.all(sends).then(() => {
        answered = true;
      });
      while (!answered) {
        peer.last.end();
        await clock.advanceAsync(21_000);
      }
      peer.last.end();
      await clock.advanceAsync(21_000);
      expect(log.filter(({ sender }) => sender === "p-amy").map(({ text }) => text)).toEqual(
        Array.from({ length: 30 }, (_, index) => `mine ${index * 2}`),
      );
      expect(chat.messages.map(({ number, text }) => `${number} ${text}`)).toEqual(
        log.map(({ number, text }) => `${number} ${text}`),
      );
      // One's own message is told as sent when it is, even if one before it is still to be read; none is told twice.
      expect([...seen].sort((a, b) => a - b)).toEqual(log.map(({ number }) => number));
    },
  );
});
