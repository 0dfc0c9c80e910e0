import { FakeClock, settled } from "@livename/testkit";
import { pushFrame } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pinboard } from "../../../examples/feature/client/pinboard.ts";
import { pinboardChanged, pinboardFollow, pinboardPin } from "../../../examples/feature/gen/handlers.js";
import type { ChangesInit, PinInit, Version } from "../../../examples/feature/gen/pinboard.js";
import { FEATURES } from "../src/features.ts";
import { type Client, connect, type Feature, type FeatureContext, LivenameError } from "../src/index.ts";
import { Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;
let held: (Version | undefined)[];
let puts: Array<{ key: string; text: string }>;
/** What the peer answers to who follows. */
let answer: ChangesInit;
/** Whether the peer answers changes; it makes them anyway. */
let isAnswering: boolean;

beforeEach(() => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  held = [];
  puts = [];
  isAnswering = true;
  answer = { version: version(1), complete: true, registers: [pin(1, "Milk")] };
  peer.on(pinboardFollow, (request) => {
    held.push(request.held);
    return { changes: answer, mayPin: true };
  });
  peer.on(pinboardPin, ({ text }, { key }) => {
    puts.push({ key, text });
    return isAnswering ? { id: 9 } : undefined;
  });
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

const pin = (id: number, text: string): PinInit => ({ id, text });
const version = (number: number, epoch = 5): Version => ({ epoch, version: number });
const push = (changes: ChangesInit): void => peer.last.push(pinboardChanged, { board: "/plan", changes });
const texts = ({ registers }: { registers: ReadonlyMap<string, { text: string }> }): string[] =>
  [...registers.values()].map(({ text }) => text);
const json = {
  encode: (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value)),
  decode: (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes)),
};
const broken: Feature<FeatureContext> = { name: "broken", create: (context) => context };

describe("the features of a client", () => {
  it("S5: are named in hello, those from outside among them, each once", async () => {
    const own = Object.values(FEATURES).map(({ name }) => name);
    expect(me.feature(pinboard)).toBe(me.feature(pinboard));
    peer.welcome.features = ["presence", "pinboard"];
    await me.ready;
    expect(peer.hellos[0]?.features).toEqual([...own, "pinboard"]);
    expect(me.server?.features).toContain("pinboard");
  });

  it("are those of the client when they are asked for by their manifests", () => {
    for (const [name, feature] of Object.entries(FEATURES)) {
      expect(me.feature<unknown>(feature)).toBe(me[name as keyof typeof FEATURES]);
    }
  });

  it("end with the client, and at once on one that is closed", () => {
    const context = me.feature(broken);
    const ended: string[] = [];
    context.onClose(() => ended.push("open"));
    expect(ended).toEqual([]);
    me.close();
    context.onClose(() => ended.push("closed"));
    expect(ended).toEqual(["open", "closed"]);
  });
});

describe("a feature from outside", () => {
  it("stops what it loaded when the client is closed, however late it was there", async () => {
    const { onDemand } = me.feature(broken);
    const stopped: string[] = [];
    const early = onDemand(async () => ({ name: async () => "early", stop: () => stopped.push("early") }));
    const late = onDemand(async () => ({ name: async () => "late", stop: () => stopped.push("late") }));
    expect(await early.methods("name").name()).toBe("early");
    me.close();
    expect(stopped).toEqual(["early"]);
    await late.load();
    expect(stopped).toEqual(["early", "late"]);
  });

  it("S9: has a copy, which pushes change, and which says on each connection what it holds", async () => {
    await me.ready;
    const board = await me.feature(pinboard).open("/plan");
    let changes = 0;
    board.on("change", () => changes++);
    expect([texts(board), board.reply.mayPin]).toEqual([["Milk"], true]);
    push({ base: 1, version: version(2), registers: [pin(2, "Eggs")] });
    await settled();
    expect([texts(board), changes]).toEqual([["Milk", "Eggs"], 1]);
    answer = { version: version(3), registers: [pin(1, "")] };
    peer.last.end();
    await clock.advance(1_000);
    await settled();
    expect([texts(board), changes]).toEqual([["Eggs"], 2]);
    expect(held).toEqual([undefined, version(2)]);
  });

  it("S9: asks again behind a push that builds on more than it holds, or on another epoch", async () => {
    await me.ready;
    const board = await me.feature(pinboard).open("/plan");
    answer = { version: version(4), complete: true, registers: [pin(4, "Tea")] };
    push({ base: 3, version: version(4), registers: [pin(4, "Tea")] });
    await settled();
    expect([texts(board), held]).toEqual([["Tea"], [undefined, version(1)]]);
    answer = { version: version(1, 6), complete: true, registers: [pin(1, "Rice")] };
    push({ base: 0, version: version(1, 6), registers: [pin(9, "Salt")] });
    await settled();
    expect([texts(board), held.at(-1)]).toEqual([["Rice"], version(4)]);
  });

  it("S9: takes what builds on less, or is all there is, and nothing that is older", async () => {
    await me.ready;
    answer = { version: version(4), complete: true, registers: [pin(1, "Milk"), pin(4, "Tea")] };
    const board = await me.feature(pinboard).open("/plan");
    push({ base: 2, version: version(5), registers: [pin(4, "Tea"), pin(5, "Rye")] });
    push({ base: 0, version: version(3), registers: [pin(5, "")] });
    push({ base: 0, version: version(4), complete: true, registers: [] });
    await settled();
    expect(texts(board)).toEqual(["Milk", "Tea", "Rye"]);
    push({ base: 0, version: version(8), complete: true, registers: [pin(8, "Oil")] });
    await settled();
    expect([texts(board), held.length]).toEqual([["Oil"], 1]);
  });

  it("shares one copy between all who hold it, until the last one closes", async () => {
    await me.ready;
    const [one, other] = await Promise.all(["/plan", "/plan"].map((board) => me.feature(pinboard).open(board)));
    expect(held).toHaveLength(1);
    one!.close();
    push({ base: 1, version: version(2), registers: [pin(2, "Eggs")] });
    await settled();
    expect(texts(other!)).toEqual(["Milk", "Eggs"]);
    other!.close();
    peer.last.end();
    await clock.advance(1_000);
    await settled();
    expect(held, "nobody asks for it on the next connection").toHaveLength(1);
    expect(texts(await me.feature(pinboard).open("/plan"))).toEqual(["Milk"]);
    expect(held).toEqual([undefined, undefined]);
  });

  it("may be opened again after it was refused", async () => {
    await me.ready;
    peer.on(pinboardFollow, () => ({ refuse: Code.FORBIDDEN }));
    await expect(me.feature(pinboard).open("/plan")).rejects.toMatchObject({ code: "forbidden" });
    peer.on(pinboardFollow, () => ({ changes: answer }));
    expect(texts(await me.feature(pinboard).open("/plan"))).toEqual(["Milk"]);
  });

  it("F14: sends a change whose answer was lost again, with the same key", async () => {
    await me.ready;
    isAnswering = false;
    const pinned = me.feature(pinboard).pin("/plan", "Bread");
    await settled();
    isAnswering = true;
    peer.last.end();
    await clock.advance(1_000);
    await pinned;
    expect(puts.map(({ text }) => text)).toEqual(["Bread", "Bread"]);
    expect(puts[1]?.key).toBe(puts[0]?.key);
    expect(puts[0]?.key.length).toBeGreaterThanOrEqual(8);
  });

  it("may have codecs of its own, and is refused what its decoder cannot read, and hears of a push that it cannot", async () => {
    const told: unknown[] = [];
    me.on("error", (error) => told.push(error));
    await me.ready;
    const { channel } = me.feature(broken);
    peer.onBytes(10_000, () => new TextEncoder().encode("{"));
    const call = { method: 10_000, request: json, reply: json };
    const changed = { method: 10_001, payload: json };
    const refusal = await channel.call(call, {}).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LivenameError);
    expect(refusal).toMatchObject({ code: "malformed" });
    channel.onPush(changed, () => {});
    peer.last.deliver(pushFrame(changed.method, new TextEncoder().encode("{")));
    await settled();
    expect(told).toMatchObject([{ name: "SyntaxError" }]);
  });
});
