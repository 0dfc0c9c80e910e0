import { decode } from "@livename/wire";
import {
  conversationAppended,
  conversationHistory,
  conversationInbox,
  conversationInboxChanged,
  conversationOpen,
  conversationRead,
  conversationSend,
  conversationTyping,
  conversationTypingChanged,
} from "@livename/wire/calls";
import type { Conversation, Standing } from "@livename/wire/conversation";
import { Code } from "@livename/wire/frame";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { createLocalBus } from "../../bus/local.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import type { Feature } from "../../kernel/feature.ts";
import { type ConversationOptions, createConversation } from "./index.ts";
import type { ConversationRecord } from "./storage/contract.ts";

const UNKEYED = { key: "", payload: new Uint8Array() };
const budget = new Budget(memoryBounds(2 ** 30));

let community: TestCommunity;
let conversation: Feature;
let keys = 0;

beforeEach(async () => {
  community = await openCommunity("amy", "bob", "cleo");
  conversation = start();
});
afterEach(async () => {
  await conversation.stop?.();
  await community.close();
});

function start(options: Partial<ConversationOptions> = {}): Feature {
  const { clock, store, people } = community;
  const bus = createLocalBus((error) => {
    throw error;
  });
  const limits = { textChars: 100, historyPage: 3 };
  return createConversation({
    budget,
    clock,
    bus,
    store: store.conversations,
    people,
    communities: [COMMUNITY],
    limits,
    ...options,
  });
}

const session = (name: string): TestSession => open(conversation, community.id(name));
/** What the feature does after an answer (pushes that waited for it) is done. */
const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const openWith = (who: TestSession, request: object) => who.call(conversation, conversationOpen, request);
const inbox = (who: TestSession, held?: { epoch: number; version: number }) =>
  who.call(conversation, conversationInbox, { held });

async function send(who: TestSession, id: string, text: string, key = `key-${String(++keys).padStart(6, "0")}`) {
  const reply = await who.call(conversation, conversationSend, { conversation: id, text }, key);
  await settle();
  return reply;
}
async function amyAndBob() {
  const [amy, bob] = [session("amy"), session("bob")];
  const { conversation: opened } = await openWith(amy, { person: "Bob@example.com" });
  return { amy, bob, id: opened!.id };
}

describe("opening", () => {
  it("C1, C4: is the same for both, and empty while nobody has written", async () => {
    const { amy, bob, id } = await amyAndBob();
    const reply = await openWith(bob, { person: community.id("amy") });
    expect(reply.conversation).toMatchObject({
      id,
      log: { epoch: community.store.epoch, first: 1, last: 0 },
      unread: 0,
      newest: undefined,
    });
    expect(reply.conversation!.members).toEqual([amy.person, bob.person].sort());
    expect(reply.entries).toEqual([]);
  });

  it("C3, C5: oneself, nobody and a stranger's conversation are refused", async () => {
    const { amy, id } = await amyAndBob();
    await expect(openWith(amy, { person: "amy@example.com" })).rejects.toMatchObject({ code: Code.INVALID });
    await expect(openWith(amy, { person: "zoe@example.com" })).rejects.toMatchObject({ code: Code.NO_SUCH_PERSON });
    await expect(openWith(session("cleo"), { conversation: id })).rejects.toMatchObject({
      code: Code.NO_SUCH_CONVERSATION,
    });
    await expect(openWith(amy, { conversation: `direct.${amy.person}.zzzz` })).rejects.toMatchObject({
      code: Code.NO_SUCH_CONVERSATION,
    });
  });

  it("C5, C6: gives the newest, or what follows what is held; history the rest", async () => {
    const { amy, id } = await amyAndBob();
    for (let at = 1; at <= 5; at++) await send(amy, id, `text ${at}`);
    const { conversation: now, entries } = await openWith(amy, { conversation: id });
    const numbers = (list: ReadonlyArray<{ number: number }>) => list.map(({ number }) => number);
    expect(numbers(entries)).toEqual([3, 4, 5]);
    const epoch = now!.log!.epoch;
    const since = async (held: number, of = epoch) =>
      numbers((await openWith(amy, { conversation: id, held, epoch: of })).entries);
    expect(await since(1)).toEqual([2, 3, 4]);
    expect(await since(5)).toEqual([]);
    expect(await since(6)).toEqual([3, 4, 5]);
    expect(await since(1, epoch + 1)).toEqual([3, 4, 5]);
    const history = await amy.call(conversation, conversationHistory, { conversation: id, before: 3, limit: 50 });
    expect([numbers(history.entries), history.log]).toEqual([[1, 2], now!.log]);
    expect((await amy.call(conversation, conversationHistory, { conversation: id, before: 1 })).entries).toEqual([]);
  });
});

it("C5, C6: an answer has no entries beyond what it says of the log", async () => {
  const { store } = community;
  const { amy, bob, id } = await amyAndBob();
  await send(amy, id, "one");
  const busy: typeof store.conversations = {
    ...store.conversations,
    async get(...request) {
      const record = await store.conversations.get(...request);
      await send(amy, id, "meanwhile");
      return record;
    },
  };
  const reader = start({ store: busy });
  const opened = await bob.call(reader, conversationOpen, { conversation: id });
  expect([opened.entries.at(-1)?.number, opened.conversation?.log?.last]).toEqual([1, 1]);
  const { epoch } = opened.conversation!.log!;
  const since = await bob.call(reader, conversationOpen, { conversation: id, held: 1, epoch });
  expect([since.entries.at(-1)?.number, since.conversation?.log?.last]).toEqual([2, 2]);
  const history = await bob.call(reader, conversationHistory, { conversation: id });
  expect([history.entries.at(-1)?.number, history.log?.last]).toEqual([3, 3]);
  await reader.stop?.();
});

describe("sending", () => {
  it("C9: reaches every session of every member that follows, the sender's other devices too", async () => {
    const { amy, bob, id } = await amyAndBob();
    const [phone, silent] = [session("amy"), session("bob")];
    await inbox(phone);
    await inbox(bob);
    await settle();
    const { number, timeMs } = await send(amy, id, "Hello", "key-hello");
    for (const follower of [amy, phone, bob])
      expect(follower.take(conversationAppended)).toEqual([
        {
          conversation: id,
          alone: false,
          entry: { number, timeMs, sender: amy.person, key: "key-hello", text: "Hello", withheld: false },
          quiet: false,
        },
      ]);
    expect(silent.sent).toEqual([]);
    const standing = { conversation: id, newest: number, members: [amy.person, bob.person].sort() };
    expect(bob.take(conversationInboxChanged)).toMatchObject([
      { conversations: [], standings: [{ ...standing, unread: 1, read: 0 }] },
    ]);
    expect(phone.take(conversationInboxChanged)).toMatchObject([
      { conversations: [], standings: [{ ...standing, unread: 0, read: number }] },
    ]);
    // Members are told again when they change, and the text is in the entry alone.
    await send(bob, id, "Hello, Amy");
    await settle();
    const [{ standings: [next] = [] } = {}] = amy.take(conversationInboxChanged).slice(-1);
    expect(next).toMatchObject({ conversation: id, newest: 2, unread: 1, members: [] });
  });

  it("C7, F14: the same key is the same entry, pushed once, and refused with another text", async () => {
    const { amy, bob, id } = await amyAndBob();
    await inbox(bob);
    await settle();
    const first = await send(amy, id, "Hello", "key-again");
    expect(await send(amy, id, "Hello", "key-again")).toEqual(first);
    await expect(send(amy, id, "Hello?", "key-again")).rejects.toMatchObject({ code: Code.INVALID });
    expect(bob.take(conversationAppended)).toHaveLength(1);
    await expect(send(amy, id, "Hello", "short")).rejects.toMatchObject({ code: Code.INVALID });
  });

  it("C7: nothing is answered or pushed before the store has it", async () => {
    const { store } = community;
    let commit = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      commit = resolve;
    });
    const slow: typeof store.conversations = {
      ...store.conversations,
      append: (request) => gate.then(() => store.conversations.append(request)),
    };
    conversation = start({ store: slow });
    const { amy, bob, id } = await amyAndBob();
    await inbox(bob);
    let answered = false;
    const reply = send(amy, id, "Hello").then(() => {
      answered = true;
    });
    await settle();
    expect([answered, bob.sent]).toEqual([false, []]);
    commit();
    await reply;
    expect(bob.take(conversationAppended)).toHaveLength(1);
  });

  it("C2, C10: strangers cannot send, and nothing can be sent to who has left", async () => {
    const { amy, bob, id } = await amyAndBob();
    await expect(send(session("cleo"), id, "Hello")).rejects.toMatchObject({ code: Code.NO_SUCH_CONVERSATION });
    const { conversation: unwritten } = await openWith(amy, { person: "cleo@example.com" });
    await send(amy, id, "Hello");
    await send(bob, id, "Hello back");
    await community.deactivate("cleo");
    await expect(send(amy, unwritten!.id, "Hello")).rejects.toMatchObject({ code: Code.NO_SUCH_CONVERSATION });
    await community.store.people.erase(COMMUNITY, bob.person);
    await community.people.refresh(COMMUNITY, bob.person);
    await expect(send(amy, id, "Still there?")).rejects.toMatchObject({ code: Code.NO_SUCH_PERSON });
    const kept = await openWith(amy, { conversation: id });
    expect(kept.conversation!.members).toContain(bob.person);
    // An erased person is a bare id: what was written stays, and nothing else tells who it was.
    expect(kept.entries.map(({ sender, text }) => [sender, text])).toEqual([
      [amy.person, "Hello"],
      [bob.person, "Hello back"],
    ]);
    expect(community.people.resolve(COMMUNITY, bob.person)).toBeUndefined();
    expect(await community.store.people.get(COMMUNITY, bob.person)).toBeUndefined();
  });
});

describe("the inbox", () => {
  it("C11: reading is right on all devices, and never goes back", async () => {
    const { amy, bob, id } = await amyAndBob();
    const phone = session("bob");
    await inbox(bob);
    await inbox(phone);
    for (const text of ["one", "two"]) await send(amy, id, text);
    phone.sent.length = 0;
    const read = (number: number) => bob.call(conversation, conversationRead, { conversation: id, number });
    expect(await read(1)).toEqual({ read: 1, unread: 1 });
    await settle();
    expect(phone.take(conversationInboxChanged)[0]!.standings[0]).toMatchObject({ read: 1, unread: 1 });
    expect(await read(99)).toEqual({ read: 2, unread: 0 });
    expect(await read(1)).toEqual({ read: 2, unread: 0 });
    await settle();
    expect(phone.take(conversationInboxChanged)).toHaveLength(1);
    await expect(
      session("cleo").call(conversation, conversationRead, { conversation: id, number: 1 }),
    ).rejects.toMatchObject({ code: Code.NO_SUCH_CONVERSATION });
  });

  it("C12: answers what changed since, or all when what is held does not count", async () => {
    const { amy, bob, id } = await amyAndBob();
    await send(amy, id, "Hello");
    const first = await inbox(bob);
    expect(first).toMatchObject({ complete: true, conversations: [{ id, unread: 1 }] });
    expect(await inbox(bob, first.version)).toMatchObject({ complete: false, conversations: [] });
    const cleo = session("cleo");
    const other = (await openWith(cleo, { person: bob.person })).conversation!.id;
    await send(cleo, other, "Hi");
    const next = await inbox(bob, first.version);
    expect([next.complete, next.conversations.map((one) => one.id)]).toEqual([false, [other]]);
    const foreign = await inbox(bob, { epoch: first.version!.epoch + 1, version: first.version!.version });
    expect([foreign.complete, foreign.conversations.map((one) => one.id)]).toEqual([true, [other, id]]);
  });

  it("C12: lists those that changed last; when more changed than it lists, all anew", async () => {
    conversation = start({ inboxCap: 1 });
    const { amy, bob, id } = await amyAndBob();
    await send(amy, id, "Hello");
    const { version } = await inbox(bob);
    await send(amy, id, "Hello again");
    const cleo = session("cleo");
    const other = (await openWith(cleo, { person: bob.person })).conversation!.id;
    await send(cleo, other, "Hi");
    const next = await inbox(bob, version);
    expect([next.complete, next.conversations.map((one) => one.id)]).toEqual([true, [other]]);
  });

  it("C12, F22: lists fewer where the newest entries have long texts", async () => {
    const { store } = community;
    const bob = session("bob");
    const text = "字".repeat(8_000);
    const conversations = Array.from({ length: 200 }, (_, at): ConversationRecord => {
      const newest = { number: 1, withheld: false, sender: "p", timeMs: 1, key: "key-0001", text };
      const members = [bob.person, `p${at}`];
      return { id: `c${at}`, members, epoch: 1, first: 1, last: 1, read: 0, unread: 1, newest, version: 200 - at };
    });
    const full: typeof store.conversations = {
      ...store.conversations,
      inbox: async () => ({ epoch: 1, version: 200, conversations }),
    };
    conversation = start({ store: full });
    const reply = await inbox(bob);
    expect([reply.complete, reply.conversations.length]).toEqual([true, Math.floor(2_097_152 / 24_000)]);
    expect(reply.conversations[0]!.id).toBe("c0");
    expect((await inbox(bob, { epoch: 1, version: 1 })).complete).toBe(true);
  });

  it("C14: a change while the inbox is read comes behind the answer", async () => {
    const { store } = community;
    let found = false;
    let read = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      read = resolve;
    });
    const slow: typeof store.conversations = {
      ...store.conversations,
      inbox: async (...request) => {
        const inbox = await store.conversations.inbox(...request);
        found = true;
        await gate;
        return inbox;
      },
    };
    conversation = start({ store: slow });
    const { amy, bob, id } = await amyAndBob();
    let before: number | undefined;
    const answer = bob.ask(conversation, conversationInbox.method, UNKEYED, () => {
      before = bob.sent.length;
    });
    await expect.poll(() => found).toBe(true);
    await send(amy, id, "Hello");
    expect(bob.sent).toEqual([]);
    read();
    expect(decode(conversationInbox.read, await answer).conversations).toEqual([]);
    expect(before).toBe(0);
    expect(bob.take(conversationAppended)).toHaveLength(1);
    expect(bob.take(conversationInboxChanged)[0]!.standings[0]!.unread).toBe(1);
  });

  it("C13: versions of an inbox leave the server in their order, whatever they were made for", async () => {
    const [amy, bob, cleo] = [session("amy"), session("bob"), session("cleo")];
    await inbox(amy);
    const ids = await Promise.all(
      [bob, cleo].map(async (who) => (await openWith(who, { person: amy.person })).conversation!.id),
    );
    const told: number[] = [];
    for (let round = 1; round <= 40; round++) {
      const sending = [bob, cleo].map((who, at) =>
        who.call(conversation, conversationSend, { conversation: ids[at]!, text: "hi" }, `key-${at}-${1000 + round}`),
      );
      const reading = ids.map((id) =>
        amy.call(conversation, conversationRead, { conversation: id, number: round - 1 }).catch(() => undefined),
      );
      await Promise.all([...sending, ...reading]);
      told.push(...amy.take(conversationInboxChanged).map(({ version }) => version!.version));
    }
    expect(told.length).toBeGreaterThan(100);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it("C14: following ends with the connection", async () => {
    const { amy, bob, id } = await amyAndBob();
    await inbox(bob);
    bob.detach(conversation);
    bob.resume(conversation);
    await send(amy, id, "Hello");
    expect(bob.sent).toEqual([]);
  });
});

describe("typing", () => {
  it("C15: is told each time it is said, to the other member only, and ends by itself", async () => {
    const { amy, bob, id } = await amyAndBob();
    await inbox(bob);
    await settle();
    const typing = (active: boolean) =>
      amy.call(conversation, conversationTyping, { conversation: id, typing: active });
    const told = () => bob.take(conversationTypingChanged).map((push) => push.typing);
    const pass = async (ms: number) => {
      await community.clock.advanceAsync(ms);
      await settle();
    };
    await typing(true);
    await pass(4_000);
    await typing(true);
    await pass(5_000);
    expect(told()).toEqual([true, true]);
    await pass(2_100);
    expect(told()).toEqual([false]);
    await typing(true);
    await pass(100);
    await send(amy, id, "Hello");
    await pass(10_000);
    expect(told()).toEqual([true, false]);
    await typing(true);
    await pass(100);
    amy.detach(conversation);
    await pass(100);
    expect(told()).toEqual([true, false]);
    expect(amy.take(conversationTypingChanged)).toEqual([]);
  });
});

describe("a model", () => {
  it("C4, C7, C11, C13: pushes and answers agree with a plain list after any interleaving", async () => {
    const names = ["amy", "bob"] as const;
    const step = fc.oneof(
      fc.record({ what: fc.constant("send" as const), who: fc.constantFrom(...names), key: fc.nat(9) }),
      fc.record({ what: fc.constant("read" as const), who: fc.constantFrom(...names), key: fc.nat(12) }),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 6 }), async (rounds) => {
        const pair = [`amy${run}`, `bob${run}`] as const;
        run++;
        await community.add(...pair);
        const sessions = { amy: session(pair[0]), bob: session(pair[1]) };
        const { conversation: opened } = await openWith(sessions.amy, { person: sessions.bob.person });
        const id = opened!.id;
        for (const who of names) await inbox(sessions[who]);
        await settle();
        const sent = new Map<string, number>();
        for (const round of rounds) {
          await Promise.all(
            round.map(async ({ what, who, key }) => {
              if (what === "read")
                return sessions[who]
                  .call(conversation, conversationRead, { conversation: id, number: key })
                  .catch((error: { code: number }) => expect(error.code).toBe(Code.NO_SUCH_CONVERSATION));
              const name = `${who}-key-${key}`;
              const { number } = await sessions[who].call(
                conversation,
                conversationSend,
                { conversation: id, text: name },
                name,
              );
              expect(sent.get(name) ?? number).toBe(number);
              sent.set(name, number);
            }),
          );
        }
        await settle();
        const log = [...sent].sort(([, a], [, b]) => a - b);
        expect(log.map(([, number]) => number)).toEqual(log.map((_, at) => at + 1));
        for (const who of names) {
          const appended = sessions[who].take(conversationAppended).map(({ entry }) => entry!);
          expect(appended.map(({ key, number }) => [key, number])).toEqual(log);
          const registers = sessions[who].take(conversationInboxChanged);
          const versions = registers.map(({ version }) => version!.version);
          expect(versions).toEqual([...versions].sort((a, b) => a - b));
          const [truth] = (await inbox(sessions[who])).conversations;
          const last = registers.at(-1)?.standings[0];
          expect(last && { ...last, members: [] }).toEqual(truth && standingOf(truth));
          for (const [at, { standings }] of registers.entries())
            expect(standings[0]!.members).toEqual(at === 0 ? truth!.members : []);
          if (truth) expect(truth.unread).toBe(unread(truth, log, who));
        }
      }),
      { numRuns: 60 },
    );
  });

  function standingOf({ id, log, read, unread, newest }: Conversation): Standing {
    return { conversation: id, log, read, unread, newest: newest?.number ?? 0, members: [] };
  }

  function unread({ read }: Conversation, log: ReadonlyArray<[string, number]>, who: string): number {
    return log.filter(([key, number]) => number > read && !key.startsWith(who)).length;
  }
});
