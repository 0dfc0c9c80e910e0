// What a watcher may know of times after the server was started anew.
import { presenceOwn, presenceSet, presenceWatch, privacyGet, privacySet } from "@livename/wire/calls";
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
  await expect(world.ask(amy, presenceSet, other, "key-0001")).rejects.toThrow("This key was another command's");
});
