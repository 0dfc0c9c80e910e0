// What a watcher may know of times after the server was started anew.

import { AlertEvent } from "@livename/wire/alert";
import { AttributeScope, AttributeType } from "@livename/wire/attribute";
import {
  alertList,
  alertPut,
  alertRemove,
  attributeChanged,
  attributeFetch,
  attributeSet,
  attributeWatch,
  presenceOwn,
  presenceSet,
  presenceWatch,
  privacyGet,
  privacySet,
} from "@livename/wire/calls";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode } from "@livename/wire/privacy";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openWorld, type World } from "./world.ts";

const NAMES = ["amy", "bob", "cleo", "dan"] as const;
const MINUTE_MS = 60_000;

let world: World;
beforeEach(async () => {
  world = await openWorld(NAMES);
});
afterEach(() => world.close());

const id = (name: string) => world.community.id(name);

it("V7: who hid while choosing a status is seen since the same moment as others, also after a restart", async () => {
  const { DO_NOT_DISTURB } = Availability;
  const [amy, cleo, dan] = ["amy", "cleo", "dan"].map((name) => world.open(id(name)));
  const sessions = [amy!, cleo!, dan!];
  const hide = (settings: object) => world.ask(amy!, privacySet, { settings });
  await hide({ mode: PrivacyMode.BLOCK, listed: [{ person: "bob@example.com" }] });
  for (const session of sessions.slice(0, 2))
    await world.ask(session, presenceSet, { choice: { availability: DO_NOT_DISTURB } });
  await world.pass(MINUTE_MS);
  await hide({});
  await world.pass(MINUTE_MS);
  for (const session of sessions) world.end(session, "server-stop");
  await world.restart();

  await world.pass(1_000);
  const cameMs = world.community.clock.now();
  for (const name of ["amy", "cleo", "dan"]) world.open(id(name));
  await world.pass(30_000);
  const items = ["amy", "cleo", "dan"].map((name) => ({ person: id(name) }));
  const { results } = await world.ask(world.open(id("bob")), presenceWatch, { items });
  expect(results.map(({ presence }) => [presence!.availability, presence!.sinceMs])).toEqual([
    [DO_NOT_DISTURB, cameMs],
    [DO_NOT_DISTURB, cameMs],
    [Availability.AVAILABLE, cameMs],
  ]);
});

it("F14, P16, V2: a change that is asked for again after a restart has been made, and undoes no newer one", async () => {
  const { BUSY, AWAY } = Availability;
  const before = world.open(id("amy"));
  const status = { choice: { availability: BUSY }, base: (await world.ask(before, presenceOwn, {})).version };
  const hidden = { settings: { mode: PrivacyMode.ALLOW }, base: (await world.ask(before, privacyGet, {})).version };
  await world.ask(before, presenceSet, status, "key-0001");
  await world.ask(before, privacySet, hidden, "key-0002");
  world.end(before, "server-stop");
  await world.restart();

  const [amy, phone] = [world.open(id("amy")), world.open(id("amy"))];
  expect(await world.ask(amy, presenceSet, status, "key-0001")).toMatchObject({ version: { version: 1 } });
  expect(await world.ask(amy, privacySet, hidden, "key-0002")).toMatchObject({ version: { version: 1 } });
  await world.ask(phone, presenceSet, { choice: { availability: AWAY } });
  await world.ask(phone, privacySet, { settings: {} });
  expect(await world.ask(amy, presenceSet, status, "key-0001")).toMatchObject({
    choice: { availability: AWAY },
    version: { version: 2 },
  });
  expect(await world.ask(amy, privacySet, hidden, "key-0002")).toMatchObject({
    settings: { mode: PrivacyMode.UNSPECIFIED },
    version: { version: 2 },
  });
  const other = { choice: { availability: AWAY } };
  await expect(world.ask(amy, presenceSet, other, "key-0001")).rejects.toThrow("Another command used this key");
});

it("F14, T15: an attribute that is set again after a restart has been set, and undoes no newer one", async () => {
  const set = (scope: AttributeScope, text: string) => ({
    scope,
    attributes: [text === "" ? { name: "desk" } : { name: "desk", value: { type: AttributeType.TEXT, text } }],
  });
  const { PERSON, SESSION } = AttributeScope;
  const desk = async () =>
    (await world.ask(world.open(id("amy")), attributeFetch, { target: { person: id("amy") }, name: "desk" })).attribute
      ?.value?.text;
  const before = world.open(id("amy"));
  await world.ask(before, attributeSet, set(PERSON, "old"), "key-0001");
  await world.ask(before, attributeSet, set(PERSON, "old"), "key-0001");
  world.end(before, "server-stop");
  await world.restart();

  const amy = world.open(id("amy"));
  await world.ask(amy, attributeSet, set(PERSON, "new"), "key-0002");
  expect(await world.ask(amy, attributeSet, set(PERSON, "old"), "key-0001")).toEqual({});
  expect(await desk()).toBe("new");
  await world.ask(amy, attributeSet, set(PERSON, ""), "key-0003");
  await world.ask(amy, attributeSet, set(PERSON, "new"), "key-0002");
  expect(await desk()).toBeUndefined();
  await expect(world.ask(amy, attributeSet, set(PERSON, "other"), "key-0002")).rejects.toThrow("Another command used");
  // Of what the session holds too, for as long as it does.
  await world.ask(amy, attributeSet, set(SESSION, "first"), "key-0004");
  await world.ask(amy, attributeSet, set(SESSION, "second"), "key-0005");
  await world.ask(amy, attributeSet, set(SESSION, "first"), "key-0004");
  expect(await desk()).toBe("second");
});

it("F14, A14: a rule that is put or removed again after a restart was put or removed, and undoes nothing newer", async () => {
  const rule = (event: AlertEvent) => ({ rule: { id: "rule-0001", event, subject: { person: id("bob") } } });
  const { ONLINE, AVAILABLE } = AlertEvent;
  const before = world.open(id("amy"));
  await world.ask(before, alertPut, rule(ONLINE), "key-0001");
  await world.ask(before, alertRemove, { id: "rule-0001" }, "key-0002");
  world.end(before, "server-stop");
  await world.restart();

  const amy = world.open(id("amy"));
  const events = async () => (await world.ask(amy, alertList, {})).rules.map(({ event }) => event);
  expect(await world.ask(amy, alertPut, rule(ONLINE), "key-0001")).toMatchObject({ rule: { event: ONLINE } });
  expect(await events()).toEqual([]);
  await world.ask(amy, alertPut, rule(AVAILABLE), "key-0003");
  await world.ask(amy, alertRemove, { id: "rule-0001" }, "key-0002");
  await world.ask(amy, alertPut, rule(ONLINE), "key-0001");
  expect(await events()).toEqual([AVAILABLE]);
  await expect(world.ask(amy, alertPut, rule(ONLINE), "key-0003")).rejects.toThrow("Another command used");
});

it("T10: attributes of whoever comes back after their watcher are shown", async () => {
  const set = { name: "app.desk", value: { type: AttributeType.TEXT, text: "4.12" } };
  const before = world.open(id("amy"));
  await world.ask(before, attributeSet, { scope: AttributeScope.PERSON, attributes: [set] });
  world.end(before, "server-stop");
  await world.restart();

  const bob = world.open(id("bob"));
  const items = [{ target: { person: id("amy") } }];
  const { results } = await world.ask(bob, attributeWatch, { items });
  expect(results[0]!.attributes).toEqual([]);
  world.open(id("amy"));
  await world.pass(3_000);
  const told = bob.take(attributeChanged);
  expect(told.flatMap(({ attributes }) => attributes)).toMatchObject([{ name: "app.desk", value: { text: "4.12" } }]);
});
