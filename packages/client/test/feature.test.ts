import { FakeClock, settled } from "@livename/testkit";
import { pushFrame } from "@livename/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FEATURES } from "../src/features.ts";
import { type Client, connect, type Feature, type FeatureContext, LivenameError } from "../src/index.ts";
import { Peer } from "./peer.ts";
import { type Changes, json, pinboard, pinsChanged } from "./pinboard.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;
let held: unknown[];
let puts: Array<{ key: string; text: string }>;
/** What the peer answers to who follows. */
let answer: Changes;
/** Whether the peer answers changes; it makes them anyway. */
let isAnswering: boolean;

beforeEach(() => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  held = [];
  puts = [];
  isAnswering = true;
  answer = { version: { epoch: 5, version: 1 }, changed: [["a", "Milk"]], complete: true };
  peer.onBytes(20_000, (request) => {
    held.push(json.decode<{ held: unknown }>(request).held);
    return json.encode(answer);
  });
  peer.onBytes(20_001, (request, { key }) => {
    puts.push({ key, text: json.decode<{ text: string }>(request).text });
    return isAnswering ? json.encode({}) : undefined;
  });
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

const push = (changes: Parameters<typeof json.encode>[0]): void =>
  peer.last.deliver(pushFrame(pinsChanged.method, json.encode(changes)));
const version = (number: number) => ({ epoch: 5, version: number });
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
    const board = await me.feature(pinboard).open();
    let changes = 0;
    board.on("change", () => changes++);
    expect([...board.pins.values()]).toEqual(["Milk"]);
    push({ base: version(1), version: version(2), changed: [["b", "Eggs"]] });
    await settled();
    expect([...board.pins.values(), changes]).toEqual(["Milk", "Eggs", 1]);
    answer = { version: version(3), changed: [], removed: ["a"] };
    peer.last.end();
    await clock.advance(1_000);
    await settled();
    expect([...board.pins.values(), changes]).toEqual(["Eggs", 2]);
    expect(held).toEqual([undefined, version(2)]);
  });

  it("S9: asks again behind a push that does not build on what it holds", async () => {
    await me.ready;
    const board = await me.feature(pinboard).open();
    answer = { version: version(4), changed: [["d", "Tea"]], complete: true };
    push({ base: version(3), version: version(4), changed: [["d", "Tea"]] });
    await settled();
    expect([...board.pins]).toEqual([["d", "Tea"]]);
    expect(held).toEqual([undefined, version(1)]);
  });

  it("F14: sends a change whose answer was lost again, with the same key", async () => {
    await me.ready;
    const board = await me.feature(pinboard).open();
    isAnswering = false;
    const pinned = board.pin("Bread");
    await settled();
    isAnswering = true;
    peer.last.end();
    await clock.advance(1_000);
    await pinned;
    expect(puts.map(({ text }) => text)).toEqual(["Bread", "Bread"]);
    expect(puts[1]?.key).toBe(puts[0]?.key);
    expect(puts[0]?.key.length).toBeGreaterThanOrEqual(8);
  });

  it("is refused what its decoder cannot read, and hears of a push that it cannot", async () => {
    const told: unknown[] = [];
    me.on("error", (error) => told.push(error));
    await me.ready;
    const { channel } = me.feature(broken);
    peer.onBytes(20_000, () => new TextEncoder().encode("{"));
    const call = { method: 20_000, request: json, reply: json };
    const refusal = await channel.call(call, {}).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(LivenameError);
    expect(refusal).toMatchObject({ code: "malformed" });
    channel.onPush(pinsChanged, () => {});
    peer.last.deliver(pushFrame(pinsChanged.method, new TextEncoder().encode("{")));
    await settled();
    expect(told).toMatchObject([{ name: "SyntaxError" }]);
  });
});
