import {
  attributeUnwatch,
  attributeWatch,
  contactExport,
  contactImport,
  conversationInbox,
  conversationOpen,
  placeEnter,
  placeLeave,
  presenceUnwatch,
  presenceUnwatchGroup,
  presenceWatch,
  presenceWatchGroup,
} from "@livename/wire/calls";
import { ContactFormat } from "@livename/wire/contact";
import { Code } from "@livename/wire/frame";
import { afterEach, expect, it } from "vitest";
import type { BudgetOptions } from "../../src/kernel/budget.ts";
import { TestSession } from "./test-session.ts";
import { openWorld, type World } from "./world.ts";

const NAMES = ["amy", "mike", ...Array.from({ length: 40 }, (_, at) => `person-${at}`)];
const OTHERS = NAMES.slice(2);
/** What sessions hold. Rules of alerts are held whether their owner is there or not. */
const KINDS = ["presence", "groups", "attributes", "places", "conversations", "files"];

let world: World;
afterEach(() => world.close());

async function begin(memory?: BudgetOptions): Promise<void> {
  world = await openWorld(NAMES, {}, memory);
  await world.group(
    "all",
    OTHERS.map((name) => world.community.id(name)),
  );
}

/** Sessions of one person, which share what is held. */
function sessions(name: string, count: number): TestSession[] {
  const share = { heldBytes: 0 };
  return Array.from({ length: count }, () => {
    const session = new TestSession(world.community.id(name));
    session.share = share;
    return world.opened(session);
  });
}

const items = (names: readonly string[]) => names.map((name) => ({ person: world.community.id(name) }));
const targets = (names: readonly string[]) => items(names).map((target) => ({ target }));
const soon = async <Reply>(reply: Promise<Reply>): Promise<Reply> => {
  reply.catch(() => undefined);
  await world.pass(100);
  return reply;
};

async function followEverything(session: TestSession): Promise<void> {
  await world.ask(session, presenceWatch, { items: items(OTHERS) });
  await world.ask(session, presenceWatchGroup, { items: [{ group: "all" }] });
  await world.ask(session, attributeWatch, { items: targets(OTHERS.slice(0, 5)) });
  await soon(world.ask(session, placeEnter, { place: "here" }));
  await world.ask(session, conversationInbox, {});
  await world.ask(session, conversationOpen, { person: world.community.id("mike") });
  const part = { upload: "one", part: 0, data: new Uint8Array(1_000), format: ContactFormat.CSV };
  await world.ask(session, contactImport, part);
}

it("F13: what is followed is metered by its kind, and given back when the session ends or loses its connection", async () => {
  await begin();
  const [one, two] = sessions("amy", 2) as [TestSession, TestSession];
  for (const session of [one, two]) await followEverything(session);
  for (const kind of KINDS) expect(world.budget.held(kind), kind).toBeGreaterThan(0);
  expect(one.share.heldBytes).toBe(world.budget.held());
  const both = world.budget.held();
  world.detach(one);
  await world.pass(100);
  // Whoever lost the connection stays in the place for the grace.
  const inPlaces = world.budget.held("places");
  expect(world.budget.held()).toBe((both - inPlaces) / 2 + inPlaces);
  world.end(one, "lost");
  world.end(two, "left");
  await world.pass(100);
  for (const kind of KINDS) expect(world.budget.held(kind), kind).toBe(0);
  expect(one.share.heldBytes).toBe(0);
});

it("F13: what is no longer followed is given back at once, and nothing twice", async () => {
  await begin();
  const [session] = sessions("amy", 1) as [TestSession];
  for (let round = 0; round < 2; round++) {
    await followEverything(session);
    // Once more: what is followed already costs nothing.
    const held = world.budget.held();
    await followEverything(session);
    expect(world.budget.held()).toBe(held);
    const people = OTHERS.map((name) => world.community.id(name));
    await world.ask(session, presenceUnwatchGroup, { groups: ["all"] });
    await world.ask(session, presenceUnwatch, { people });
    await world.ask(session, attributeUnwatch, { targets: items(OTHERS) });
    await world.ask(session, placeLeave, { place: "here" });
    expect(["presence", "groups", "attributes", "places"].map((kind) => world.budget.held(kind as "groups"))).toEqual([
      0, 0, 0, 0,
    ]);
  }
});

it("F13: the bound of one person counts all sessions and kinds, refuses only what is new, and leaves others alone", async () => {
  await begin({ totalBytes: 1_000_000, personBytes: 10_000 });
  const [one, two] = sessions("amy", 2) as [TestSession, TestSession];
  const [other] = sessions("mike", 1) as [TestSession];
  const codes = async (session: TestSession) => {
    const { results } = await world.ask(session, attributeWatch, { items: targets(OTHERS.slice(0, 6)) });
    return results.map(({ code }) => code);
  };
  expect(await codes(one)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(await codes(two)).toEqual([0, 0, 0, Code.TOO_MANY, Code.TOO_MANY, Code.TOO_MANY]);
  expect(await codes(one), "what is followed is answered").toEqual([0, 0, 0, 0, 0, 0]);
  const { results } = await world.ask(one, presenceWatch, { items: items(OTHERS) });
  const refused = results.filter(({ code }) => code === Code.TOO_MANY);
  expect(refused.length, "some fit beside").toBeGreaterThan(10);
  expect(refused.length).toBeLessThan(OTHERS.length);
  await expect(soon(world.ask(two, placeEnter, { place: "here" }))).rejects.toMatchObject({
    code: Code.TOO_MANY,
    retryAfterMs: 5_000,
  });
  await expect(world.ask(two, conversationInbox, {})).rejects.toMatchObject({ code: Code.TOO_MANY });
  expect(await codes(other)).toEqual([0, 0, 0, 0, 0, 0]);
  await soon(world.ask(other, placeEnter, { place: "here" }));
  await world.ask(one, attributeUnwatch, { targets: items(OTHERS) });
  expect(await codes(two), "there is room again").toEqual([0, 0, 0, 0, 0, 0]);
});

it("F13: beyond the bound of everybody together new work is refused as UNAVAILABLE", async () => {
  await begin({ totalBytes: 5_000, personBytes: 4_500 });
  const [one] = sessions("amy", 1) as [TestSession];
  const [other] = sessions("mike", 1) as [TestSession];
  await world.ask(one, attributeWatch, { items: targets(OTHERS.slice(0, 4)) });
  await expect(soon(world.ask(other, placeEnter, { place: "here" }))).rejects.toMatchObject({
    code: Code.UNAVAILABLE,
    retryAfterMs: 5_000,
  });
  const { results } = await world.ask(other, attributeWatch, { items: targets(OTHERS.slice(0, 1)) });
  expect(results.map(({ code }) => code)).toEqual([Code.UNAVAILABLE]);
});

it("F13: a file that does not fit is refused, and what came of it is let go", async () => {
  await begin({ totalBytes: 1_000_000, personBytes: 100_000 });
  const [session] = sessions("amy", 1) as [TestSession];
  const send = (part: number) => {
    const data = new Uint8Array(49_152);
    return world.ask(session, contactImport, { upload: "one", part, data, format: ContactFormat.CSV });
  };
  await send(0);
  await send(1);
  await expect(send(2)).rejects.toMatchObject({ code: Code.TOO_MANY });
  expect(world.budget.held()).toBe(0);
  const { last } = await world.ask(session, contactExport, { format: ContactFormat.CSV });
  expect([last, world.budget.held()]).toEqual([true, 0]);
});
