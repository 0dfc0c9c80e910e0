import { FakeClock, settled } from "@livename/testkit";
import { Code, Method } from "@livename/wire/frame";
import { placeChanged, placeEnter, placeLeave, presenceOwn } from "@livename/wire/handlers";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, connect } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;
/** What the peer was asked, in order. */
let said: string[];

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  said = [];
  peer.on(presenceOwn, () => ({}));
  peer.on(placeEnter, ({ place, grant }) => {
    said.push(`enter ${place} ${grant}`.trim());
    if (grant === "old") return { refuse: Code.FORBIDDEN };
    return { version: 1, members: [{ person: "p-amy", address: "amy@example.com", name: "Amy", sinceMs: 1 }] };
  });
  peer.on(placeLeave, ({ place }) => {
    said.push(`leave ${place}`);
    return {};
  });
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

describe("a place", () => {
  it("L6: what was left and entered again without a connection is entered, and not left afterwards", async () => {
    const before = me.places.enter("ticket:1");
    await settled();
    peer.last.end();
    before.leave();
    await settled();
    const after = me.places.enter("ticket:1");
    await clock.advanceAsync(20_000);
    expect(peer.methods).toContain(Method.PLACE_ENTER);
    expect(said).toEqual(["enter ticket:1", "enter ticket:1"]);
    expect(after.people.map(({ id }) => id)).toEqual(["p-amy"]);
  });

  it("L7: applies a difference from the roster held, and enters again where another is meant", async () => {
    const here = me.places.enter("ticket:1");
    await settled();
    const bob = { person: "p-bob", address: "bob@example.com", name: "Bob", sinceMs: 2 };
    const change = { place: "ticket:1", base: 1, version: 4711, entered: [bob], left: ["p-amy"], unlisted: 3 };
    peer.last.push(placeChanged, change);
    await settled();
    expect([here.people.map(({ id }) => id), here.unlisted]).toEqual([["p-bob"], 3]);
    expect(said).toEqual(["enter ticket:1"]);
    peer.last.push(placeChanged, { ...change, base: 2, version: 5 });
    await settled();
    expect(said).toEqual(["enter ticket:1", "enter ticket:1"]);
    expect(here.people.map(({ id }) => id)).toEqual(["p-amy"]);
  });

  it("is left at once where there is a connection, and not for a move within a tick", async () => {
    const first = me.places.enter("ticket:1");
    await settled();
    first.leave();
    const moved = me.places.enter("ticket:1");
    await settled();
    expect(said).toEqual(["enter ticket:1"]);
    moved.leave();
    await settled();
    expect(said).toEqual(["enter ticket:1", "leave ticket:1"]);
  });

  it("L12: is entered again with another grant, and after a refusal", async () => {
    const refused: string[] = [];
    const first = me.places.enter("ticket:1", { grant: "old" });
    first.on("error", ({ error }) => refused.push(error.code));
    await settled();
    expect(refused).toEqual(["forbidden"]);
    const second = me.places.enter("ticket:1", { grant: "new" });
    await settled();
    expect(second.people.map(({ id }) => id)).toEqual(["p-amy"]);
    me.places.enter("ticket:1", { grant: "newer" });
    me.places.enter("ticket:1");
    await settled();
    expect(said).toEqual(["enter ticket:1 old", "enter ticket:1 new", "enter ticket:1 newer"]);
  });
});
