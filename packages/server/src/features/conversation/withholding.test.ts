import { encode, type Write } from "@livename/wire";
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
import { Code } from "@livename/wire/frame";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { createLocalBus } from "../../bus/local.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import type { Feature } from "../../kernel/feature.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Reach } from "../../people/reach.ts";
import { createConversation } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

let community: TestCommunity;
let conversation: Feature;
/** Who hides from whom: "hider other". */
let hiding: Set<string>;
let undisturbed: Set<string>;
let reviewed: (community: string, person: string) => void;

const hides = (_community: string, person: string, other: string): boolean => hiding.has(`${person} ${other}`);
const reach: Reach = {
  hides,
  withholds: (where, from, to) => hides(where, to, from),
  unseen: () => false,
  quiet: (_where, _from, to) => undisturbed.has(to),
  onChange(listener) {
    reviewed = listener;
    return () => undefined;
  },
};

beforeEach(async () => {
  hiding = new Set();
  undisturbed = new Set();
  community = await openCommunity("amy", "bob");
  const { clock, store, people } = community;
  const bus = createLocalBus((error) => {
    throw error;
  });
  const limits = { textChars: 100, historyPage: 4 };
  conversation = createConversation({
    budget,
    clock,
    bus,
    store: store.conversations,
    people,
    communities: [COMMUNITY],
    limits,
    reach,
  });
});
afterEach(async () => {
  await conversation.stop?.();
  await community.close();
});

const settle = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
/** Whoever types is told of. */
const tick = async () => {
  community.clock.advance(50);
  await settle();
};

async function send(who: TestSession, id: string, text: string, key = `key-of-${text.replaceAll(" ", "-")}`) {
  const reply = await who.call(conversation, conversationSend, { conversation: id, text }, key);
  await settle();
  return reply;
}

async function amyAndBob() {
  const [amy, bob] = [open(conversation, community.id("amy")), open(conversation, community.id("bob"))];
  const { conversation: opened } = await amy.call(conversation, conversationOpen, { person: bob.person });
  return {
    amy,
    bob,
    id: opened!.id,
    hide: (hider: TestSession, other: TestSession) => hiding.add(`${hider.person} ${other.person}`),
  };
}

describe("what is withheld", () => {
  it("C16: has a number, and is in no inbox, not unread and not pushed", async () => {
    const { amy, bob, id, hide } = await amyAndBob();
    await bob.call(conversation, conversationInbox, {});
    await settle();
    hide(bob, amy);
    await send(amy, id, "first");
    expect(bob.sent).toEqual([]);
    const { conversations, version } = await bob.call(conversation, conversationInbox, {});
    expect([conversations, version!.version]).toEqual([[], 0]);

    hiding.clear();
    await send(amy, id, "second");
    expect(bob.take(conversationAppended).map(({ entry }) => [entry!.number, entry!.text])).toEqual([[2, "second"]]);
    const told = bob.take(conversationInboxChanged)[0]!.standings[0]!;
    expect(told).toMatchObject({ unread: 1, log: { last: 2 }, newest: 2, members: [amy.person, bob.person].sort() });
    hide(bob, amy);
    await send(amy, id, "third");
    const inbox = await bob.call(conversation, conversationInbox, {});
    expect(inbox.conversations[0]).toMatchObject({ unread: 1, newest: { number: 2, text: "second" } });
    expect(await bob.call(conversation, conversationRead, { conversation: id, number: 2 })).toEqual({
      read: 2,
      unread: 0,
    });
  });

  it("C16: is read as a number and nothing else, by history and by opening, also after one hides no more", async () => {
    const { amy, bob, id, hide } = await amyAndBob();
    await send(amy, id, "before");
    hide(bob, amy);
    await send(amy, id, "a secret");
    hiding.clear();
    await send(bob, id, "back");
    const bare = { number: 2, sender: "", timeMs: 0, key: "", text: "", withheld: true };
    const opened = await bob.call(conversation, conversationOpen, { conversation: id });
    const history = await bob.call(conversation, conversationHistory, { conversation: id });
    for (const { entries } of [opened, history]) {
      expect(entries.map(({ number, withheld }) => [number, withheld])).toEqual([
        [1, false],
        [2, true],
        [3, false],
      ]);
      expect(entries[1]).toEqual(bare);
    }
    const own = await amy.call(conversation, conversationHistory, { conversation: id });
    expect(own.entries.map(({ text }) => text)).toEqual(["before", "a secret", "back"]);
  });

  it("C16: unread counts leave it out however far one has read", async () => {
    const { amy, bob, id, hide } = await amyAndBob();
    for (const text of ["n1", "w2", "n3", "w4", "n5"]) {
      if (text.startsWith("w")) hide(bob, amy);
      await send(amy, id, text);
      hiding.clear();
    }
    const read = (number: number) => bob.call(conversation, conversationRead, { conversation: id, number });
    expect([await read(0), await read(1), await read(4), await read(9)]).toEqual([
      { read: 0, unread: 3 },
      { read: 1, unread: 2 },
      { read: 4, unread: 1 },
      { read: 5, unread: 0 },
    ]);
  });

  it("C16: typing to whom does not want it is told to nobody", async () => {
    const { amy, bob, id, hide } = await amyAndBob();
    await bob.call(conversation, conversationInbox, {});
    await amy.call(conversation, conversationInbox, {});
    await settle();
    hide(bob, amy);
    for (const who of [amy, bob]) await who.call(conversation, conversationTyping, { conversation: id, typing: true });
    await tick();
    expect([amy.take(conversationTypingChanged), bob.take(conversationTypingChanged)]).toEqual([[], []]);
  });

  it("C16: typing that began before somebody hid ends there, and nothing of it is told afterwards", async () => {
    const { amy, bob, id, hide } = await amyAndBob();
    await amy.call(conversation, conversationInbox, {});
    await bob.call(conversation, conversationTyping, { conversation: id, typing: true });
    await tick();
    expect(amy.take(conversationTypingChanged)).toMatchObject([{ typing: true }]);
    hide(bob, amy);
    reviewed(COMMUNITY, bob.person);
    await tick();
    expect(amy.take(conversationTypingChanged)).toMatchObject([{ typing: false }]);
    await bob.call(conversation, conversationTyping, { conversation: id, typing: false });
    community.clock.advance(10_000);
    await settle();
    expect(amy.take(conversationTypingChanged)).toEqual([]);
  });
});

it("C17: nobody writes to whom they hide from", async () => {
  const { amy, bob, id, hide } = await amyAndBob();
  hide(bob, amy);
  await expect(send(bob, id, "hello")).rejects.toMatchObject({
    code: Code.FORBIDDEN,
    message: expect.stringContaining("You hide from this person"),
  });
  const { entries } = await amy.call(conversation, conversationHistory, { conversation: id });
  expect(entries).toEqual([]);
});

it("C18: who does not want to be disturbed is pushed the entry quietly, and the sender's devices are not", async () => {
  const { amy, bob, id } = await amyAndBob();
  await bob.call(conversation, conversationInbox, {});
  await settle();
  undisturbed.add(bob.person);
  await send(amy, id, "hello");
  expect([amy, bob].map((who) => who.take(conversationAppended).map(({ quiet }) => quiet))).toEqual([[false], [true]]);
});

/** What a sender does, and whether somebody who is there does something too. */
type Step =
  | { readonly op: "send"; readonly key: number }
  | { readonly op: "type"; readonly typing: boolean }
  | { readonly op: "read" | "history" | "open" | "inbox"; readonly number: number }
  | { readonly op: "wait"; readonly ms: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constant("send" as const), key: fc.nat(9) }),
  fc.record({ op: fc.constant("type" as const), typing: fc.boolean() }),
  fc.record({ op: fc.constantFrom("read", "history", "open", "inbox"), number: fc.nat(9) }),
  fc.record({ op: fc.constant("wait" as const), ms: fc.constantFrom(2_000, 7_000) }),
);

function act(who: TestSession, id: string, step: Exclude<Step, { op: "wait" }>): Promise<Uint8Array> {
  const ask = async <Request>(call: { method: number; write: Write<Request> }, request: Request, key = "") => {
    return who.ask(conversation, call.method, { key, payload: encode(call.write, request) });
  };
  switch (step.op) {
    case "send":
      return ask(conversationSend, { conversation: id, text: `text ${step.key}` }, `key-0000${step.key}`);
    case "type":
      return ask(conversationTyping, { conversation: id, typing: step.typing });
    case "read":
      return ask(conversationRead, { conversation: id, number: step.number });
    case "history":
      return ask(conversationHistory, { conversation: id, before: step.number });
    case "open":
      return ask(conversationOpen, { conversation: id });
    case "inbox":
      return ask(conversationInbox, {});
  }
}

describe("the sender", () => {
  it("C16: gets the same bytes as with somebody who is offline, whatever both do", { timeout: 60_000 }, async () => {
    let run = 0;
    const bytesOf = async (script: ReadonlyArray<readonly [Step, Step]>): Promise<string[][]> => {
      const names = Array.from({ length: 4 }, (_, at) => `run${run}-${at}`);
      run++;
      await community.add(...names);
      // Senders stand before those they write to, so that both conversations list their members alike.
      const [first, second, offline, hidden] = names.map(community.id).sort() as [string, string, string, string];
      hiding.add(`${hidden} ${second}`);
      const there = open(conversation, hidden);
      const pairs = [
        [first, offline],
        [second, hidden],
      ].map(([sender, other]) => {
        const devices = [open(conversation, sender!), open(conversation, sender!)];
        const plain = (what: Uint8Array): string =>
          Buffer.from(what).toString("latin1").replaceAll(sender!, "<sender>").replaceAll(other!, "<other>");
        return { id: `direct.${sender}.${other}`, devices, plain, bytes: [] as string[] };
      });
      for (const [at, [step, answer]] of script.entries()) {
        if (step.op === "wait") await community.clock.advanceAsync(step.ms);
        else
          for (const { id, devices, plain, bytes } of pairs)
            bytes.push(
              await act(devices[at % 2]!, id, step).then(plain, (error: unknown) => {
                if (!(error instanceof Refusal)) throw error;
                return `${error.code} ${error.message}`;
              }),
            );
        if (answer.op !== "wait")
          await act(there, pairs[1]!.id, answer).catch((error: unknown) => expect(error).toBeInstanceOf(Refusal));
        await tick();
        for (const { devices, plain, bytes } of pairs)
          for (const device of devices) for (const { frame } of device.sent.splice(0)) bytes.push(plain(frame));
      }
      for (const device of [...pairs.flatMap(({ devices }) => devices), there]) conversation.closed?.(device, "left");
      return pairs.map(({ bytes }) => bytes);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(steps, steps), { minLength: 1, maxLength: 16 }), async (script) => {
        const [offline, hidden] = await bytesOf(script);
        expect(hidden).toEqual(offline);
      }),
      { numRuns: 100 },
    );
  });
});
