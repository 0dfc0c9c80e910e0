import { placeChanged, placeEnter, placeLeave, presenceSet, privacySet } from "@livename/wire/calls";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode, type PrivacySettingsInit } from "@livename/wire/privacy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TestSession } from "../../../test/features/test-session.ts";
import { openWorld, type World } from "../../../test/features/world.ts";

const { ALLOW, BLOCK } = PrivacyMode;
const TICK_MS = 20;
const PLACE = "https://example.com/plan";

let world: World;
let amy: TestSession;
let bob: TestSession;
let cleo: TestSession;

beforeEach(async () => {
  world = await openWorld(["amy", "bob", "cleo", "dan"]);
  [amy, bob, cleo] = ["amy", "bob", "cleo"].map((name) => world.open(world.community.id(name))) as [
    TestSession,
    TestSession,
    TestSession,
  ];
});
afterEach(() => world.close());

async function enter(session: TestSession) {
  const reply = world.ask(session, placeEnter, { place: PLACE });
  await world.pass(TICK_MS);
  const { members, unlisted, version } = await reply;
  return { names: members.map(({ name }) => name), since: members.map(({ sinceMs }) => sinceMs), unlisted, version };
}
const set = async (session: TestSession, settings: PrivacySettingsInit) => {
  await world.ask(session, privacySet, { settings });
  await world.pass(TICK_MS);
};
const appear = async (session: TestSession, availability: Availability) => {
  await world.ask(session, presenceSet, { choice: { availability } });
  await world.pass(TICK_MS);
};
const block = (...names: string[]) => ({
  mode: BLOCK,
  listed: names.map((name) => ({ person: `${name}@example.com` })),
});
const changes = (session: TestSession) =>
  session.take(placeChanged).map(({ entered, left, unlisted }) => ({
    entered: entered.map(({ name }) => name),
    left: left.length,
    unlisted,
  }));

describe("rosters and privacy", () => {
  it("L14: who hides is in no roster and no number of whom they hide from, and costs no version", async () => {
    await set(amy, block("bob"));
    const before = await enter(bob);
    expect((await enter(amy)).names).toEqual(["AMY"]);
    expect(changes(bob)).toEqual([]);
    expect(await enter(bob)).toEqual(before);
    expect((await enter(cleo)).names).toEqual(["BOB", "AMY", "CLEO"]);
    expect(changes(bob)).toEqual([{ entered: ["CLEO"], left: 0, unlisted: 0 }]);
    expect(changes(amy)).toEqual([{ entered: ["CLEO"], left: 0, unlisted: 0 }]);
    await world.ask(amy, placeLeave, { place: PLACE });
    await world.pass(TICK_MS);
    expect(changes(bob)).toEqual([]);
    expect(changes(cleo)).toEqual([{ entered: [], left: 1, unlisted: 0 }]);
  });

  it("L14: who comes to be hidden leaves, and enters at the end when visible again, from then on", async () => {
    for (const session of [amy, bob, cleo]) await enter(session);
    for (const session of [amy, bob, cleo]) changes(session);
    await set(amy, block("bob"));
    expect(changes(bob)).toEqual([{ entered: [], left: 1, unlisted: 0 }]);
    expect(changes(amy)).toEqual([{ entered: [], left: 1, unlisted: 0 }]);
    expect(changes(cleo)).toEqual([]);
    await world.pass(60_000);
    const visibleMs = world.community.clock.now();
    await set(amy, {});
    expect(changes(bob)).toEqual([{ entered: ["AMY"], left: 0, unlisted: 0 }]);
    expect(changes(cleo)).toEqual([]);
    const late = await enter(bob);
    expect([late.names, late.since[2]]).toEqual([["BOB", "CLEO", "AMY"], visibleMs]);
    expect((await enter(cleo)).names).toEqual(["AMY", "BOB", "CLEO"]);
  });

  it("L14: a group moves people out and in for those concerned", async () => {
    const dan = world.community.id("dan");
    await world.group("sales", [dan]);
    await set(amy, { mode: ALLOW, listed: [{ group: "sales" }] });
    for (const session of [amy, bob, cleo]) await enter(session);
    expect((await enter(amy)).names).toEqual(["AMY"]);
    for (const session of [amy, bob, cleo]) changes(session);
    await world.group("sales", [dan, bob.person]);
    await world.pass(TICK_MS);
    expect(changes(bob)).toEqual([{ entered: ["AMY"], left: 0, unlisted: 0 }]);
    expect(changes(amy)).toEqual([{ entered: ["BOB"], left: 0, unlisted: 0 }]);
    expect(changes(cleo)).toEqual([]);
    await world.group("sales", [dan]);
    await world.pass(TICK_MS);
    expect(changes(bob)).toEqual([{ entered: [], left: 1, unlisted: 0 }]);
  });

  it("L15: who is invisible is in the own roster only, and enters when visible again", async () => {
    await appear(amy, Availability.OFFLINE);
    await enter(bob);
    expect((await enter(amy)).names).toEqual(["BOB", "AMY"]);
    expect((await enter(bob)).names).toEqual(["BOB"]);
    expect(changes(bob)).toEqual([]);
    await world.pass(60_000);
    const visibleMs = world.community.clock.now();
    await appear(amy, Availability.UNSPECIFIED);
    expect(changes(bob)).toEqual([{ entered: ["AMY"], left: 0, unlisted: 0 }]);
    expect((await enter(bob)).since[1]).toBe(visibleMs);
    await appear(amy, Availability.OFFLINE);
    expect(changes(bob)).toEqual([{ entered: [], left: 1, unlisted: 0 }]);
    expect((await enter(amy)).names).toEqual(["BOB", "AMY"]);
  });

  it("L14: all who see the same are sent the same bytes, encoded once for each class", async () => {
    const dan = world.open(world.community.id("dan"));
    await set(amy, block("bob", "dan"));
    for (const session of [bob, cleo, dan]) await enter(session);
    for (const session of [bob, cleo, dan]) session.sent.length = 0;
    const tab = world.open(cleo.person);
    await enter(tab);
    tab.sent.length = 0;
    await enter(amy);
    expect([bob.sent, dan.sent]).toEqual([[], []]);
    expect(cleo.sent[0]!.frame).toBe(tab.sent[0]!.frame);
  });
});
