import { AttributeScope, AttributeType } from "@livename/wire/attribute";
import { attributeChanged, attributeSet, attributeWatch } from "@livename/wire/calls";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openWorld, type World } from "./world.ts";

const NAMES = ["amy", "mike", ...Array.from({ length: 198 }, (_, at) => `person-${at}`)];
const nextTurn = () => new Promise<void>((next) => setImmediate(next));

let world: World;
beforeEach(async () => {
  world = await openWorld(NAMES);
  // However quick the machine is: a look at the clock takes a millisecond.
  let ms = 0;
  vi.spyOn(performance, "now").mockImplementation(() => ms++);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world.close();
});

const targets = () => NAMES.slice(1).map((name) => ({ target: { person: world.community.id(name) } }));
const text = (value: string) => ({
  scope: AttributeScope.SESSION,
  attributes: [{ name: "org.example.room", value: { type: AttributeType.TEXT, text: value } }],
});

it("others have their turn while the attributes of many are asked for", async () => {
  const amy = world.open(world.community.id("amy"));
  const held = [0];
  let over = false;
  const looking = (async () => {
    for (; !over; await nextTurn()) held.push(world.budget.held("attributes"));
  })();
  await world.ask(amy, attributeWatch, { items: targets() });
  over = true;
  await looking;
  // A slice has eight looks at the clock, one behind each target.
  const most = Math.max(...held.map((bytes, at) => bytes - (held[at - 1] ?? 0)));
  expect(most).toBeLessThanOrEqual((8 * world.budget.held("attributes")) / targets().length);
});

it("F15: a change while the answer is made comes behind it, and is not lost", async () => {
  const amy = world.open(world.community.id("amy"));
  const mike = world.open(world.community.id("mike"));
  await world.ask(mike, attributeSet, text("first"));
  await world.pass(3_000);
  let answered = false;
  const asked = world.ask(amy, attributeWatch, { items: targets() }).finally(() => {
    answered = true;
  });
  // Until mike, who comes first, is followed.
  while (world.budget.held("attributes") === 0) await nextTurn();
  expect(answered, "there are many to look at").toBe(false);
  const setting = world.ask(mike, attributeSet, text("second"));
  world.community.clock.advance(100);
  expect(amy.take(attributeChanged), "nothing comes before the answer").toEqual([]);
  const { results } = await asked;
  await setting;
  const shown = results[0]?.attributes[0]?.value?.text;
  await world.pass(3_000);
  const last = amy.take(attributeChanged).at(-1)?.attributes[0]?.value?.text ?? shown;
  expect([shown, last]).toEqual(["first", "second"]);
});
