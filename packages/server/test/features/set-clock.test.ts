// Somebody sets the server's clock: no duration may notice, and what people chose to end ends by the new time.

import { AttributeScope, AttributeType } from "@livename/wire/attribute";
import {
  attributeChanged,
  attributeSet,
  attributeWatch,
  presenceActivity,
  presenceChanged,
  presenceSet,
  presenceWatch,
  privacySet,
} from "@livename/wire/calls";
import { Activity, Availability } from "@livename/wire/presence";
import { PrivacyMode } from "@livename/wire/privacy";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { TestSession } from "./test-session.ts";
import { openWorld, type World } from "./world.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const STEPS = [DAY_MS, -DAY_MS];

let world: World;
let bob: TestSession;
beforeEach(async () => {
  world = await openWorld(["amy", "bob", "cleo"]);
  await world.pass(MINUTE_MS);
  bob = world.open(id("bob"), { marksInput: false });
});
afterEach(() => world.close());

const id = (name: string) => world.community.id(name);
const clock = () => world.community.clock;
const watch = async (...names: string[]) => {
  const { results } = await world.ask(bob, presenceWatch, { items: names.map((name) => ({ person: id(name) })) });
  return results.map(({ presence }) => presence!);
};
const told = () => bob.take(presenceChanged).flatMap(({ entries }) => entries.map(({ presence }) => presence!));
const choose = (session: TestSession, availability: Availability, untilMs = 0) =>
  world.ask(session, presenceSet, { choice: { availability, untilMs } });

it.each(STEPS)("P13: what is held back is told 2 s after the last push when the clock was set by %s ms", async (ms) => {
  await watch("amy");
  const amy = world.open(id("amy"));
  await world.pass(100);
  await world.ask(amy, presenceActivity, { activity: Activity.CALL });
  clock().setWall(ms);
  await world.pass(1_800);
  expect(told()).toHaveLength(1);
  await world.pass(200);
  expect(told()).toMatchObject([{ activity: Activity.CALL }]);
});

it.each(STEPS)("P5: a device is away 5 minutes after its use when the clock was set by %s ms", async (ms) => {
  world.open(id("amy"));
  await watch("amy");
  await world.pass(4 * MINUTE_MS);
  clock().setWall(ms);
  await world.pass(MINUTE_MS - 2_500);
  expect(told()).toEqual([]);
  await world.pass(5_000);
  expect(told()).toMatchObject([{ availability: Availability.AWAY }]);
});

it("P3, T8: what ends at a time ends within a second of it when the clock is set there, and lasts when it is set back", async () => {
  const untilMs = clock().now() + DAY_MS;
  const [amy, cleo] = [world.open(id("amy"), { marksInput: false }), world.open(id("cleo"), { marksInput: false })];
  await choose(amy, Availability.BUSY, untilMs);
  const value = { type: AttributeType.TEXT, text: "Lab" };
  await world.ask(cleo, attributeSet, {
    scope: AttributeScope.SESSION,
    attributes: [{ name: "location", value, untilMs }],
  });
  await watch("amy", "cleo");
  await world.ask(bob, attributeWatch, { items: [{ target: { person: id("cleo") } }] });
  clock().setWall(-DAY_MS);
  await world.pass(MINUTE_MS);
  expect([told(), bob.take(attributeChanged)]).toEqual([[], []]);
  clock().setWall(2 * DAY_MS);
  await world.pass(1_100);
  expect(told()).toMatchObject([{ availability: Availability.AVAILABLE }]);
  expect(bob.take(attributeChanged)).toMatchObject([{ attributes: [{ name: "location", size: 0 }] }]);
});

it.each(STEPS)("V7: since tells no more of a hiding when the clock was set by %s ms meanwhile", async (ms) => {
  const [amy, cleo] = [world.open(id("amy")), world.open(id("cleo"))];
  const hide = (settings: object) => world.ask(amy, privacySet, { settings });
  // A group changed before: what is remembered of that is of a time that is ahead when the clock is set back.
  await world.group("sales", [id("bob")]);
  await hide({ mode: PrivacyMode.BLOCK, listed: [{ group: "sales" }] });
  await world.group("sales", []);
  await hide({});
  await world.pass(MINUTE_MS);
  clock().setWall(ms);
  await hide({ mode: PrivacyMode.BLOCK, listed: [{ person: id("bob") }] });
  await world.pass(MINUTE_MS);
  await choose(amy, Availability.BUSY);
  await world.pass(MINUTE_MS);
  await hide({});
  await choose(cleo, Availability.BUSY);
  await world.pass(MINUTE_MS);
  const [seen, others] = await watch("amy", "cleo");
  expect(seen!.sinceMs).toBe(others!.sinceMs);
});
