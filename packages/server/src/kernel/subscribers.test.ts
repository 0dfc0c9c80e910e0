import { expect, it } from "vitest";
import { TestSession } from "../../test/features/test-session.ts";
import { Budget, memoryBounds } from "./budget.ts";
import type { CommandContext, Feature } from "./feature.ts";
import { Refusal } from "./refusal.ts";
import { Subscribers } from "./subscribers.ts";

/** A context of the session's connection, as a feature is given it. */
async function contextOf(session: TestSession): Promise<CommandContext> {
  let given: CommandContext | undefined;
  const feature: Feature = {
    name: "test",
    routes: [
      {
        method: 1,
        name: "test",
        cost: { rate: "read" },
        handle(_session, payload, context) {
          given = context;
          return payload;
        },
      },
    ],
  };
  await session.ask(feature, 1, { key: "", payload: new Uint8Array() });
  return given!;
}

it("S9: a session is told of each topic once, until its connection ends", async () => {
  const emptied: string[] = [];
  const subscribers = new Subscribers({ emptied: (topic) => emptied.push(topic) });
  const [amy, bob] = [new TestSession("amy"), new TestSession("bob")];
  const context = await contextOf(amy);
  subscribers.subscribe(context, amy, "one");
  subscribers.subscribe(context, amy, "two");
  subscribers.subscribe(context, amy, "one");
  subscribers.subscribe(await contextOf(bob), bob, "one");
  expect([[...subscribers.of("one")], [...subscribers.topics(amy)], subscribers.count]).toEqual([
    [amy, bob],
    ["two", "one"],
    3,
  ]);
  subscribers.unsubscribe(amy, "two");
  subscribers.unsubscribe(amy, "two");
  expect([subscribers.has("two"), emptied]).toEqual([false, ["two"]]);
  amy.lose();
  expect([[...subscribers.of("one")], subscribers.topics(amy).size, subscribers.count]).toEqual([[bob], 0, 1]);
  bob.lose();
  expect([subscribers.has("one"), emptied, subscribers.count]).toEqual([false, ["two", "one"], 0]);
});

it("S9: nothing is begun for a connection that is gone", async () => {
  const subscribers = new Subscribers();
  const amy = new TestSession("amy");
  const context = await contextOf(amy);
  amy.lose();
  expect(context.gone).toBe(true);
  expect(() => subscribers.subscribe(context, amy, "one")).toThrow(Refusal);
  expect(subscribers.count).toBe(0);
});

it("F13: subscriptions are metered, refused beyond the bound, and given back", async () => {
  const budget = new Budget(memoryBounds(2 ** 30));
  const subscribers = new Subscribers({ meter: { budget, kind: "conversations", bytes: 1_000 } });
  const amy = new TestSession("amy");
  const context = await contextOf(amy);
  subscribers.subscribe(context, amy, "one");
  subscribers.subscribe(context, amy, "one");
  subscribers.subscribe(context, amy, "two");
  expect(budget.held("conversations")).toBe(2_000);
  subscribers.unsubscribe(amy, "one");
  expect(budget.held("conversations")).toBe(1_000);
  amy.lose();
  expect([budget.held("conversations"), amy.share.heldBytes]).toEqual([0, 0]);
  const greedy = new Subscribers({ meter: { budget, kind: "conversations", bytes: 2 ** 40 } });
  const next = await contextOf(amy);
  expect(() => greedy.subscribe(next, amy, "one")).toThrow(Refusal);
  expect([greedy.count, greedy.has("one"), greedy.topics(amy).size]).toEqual([0, false, 0]);
});
