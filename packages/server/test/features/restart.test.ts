// What a watcher may know of times after the server was started anew.
import { presenceSet, presenceWatch, privacySet } from "@livename/wire/calls";
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
