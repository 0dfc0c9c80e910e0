import { afterEach, expect, it, vi } from "vitest";
import { type Sliced, slices } from "../kernel/slices.ts";
import { inOrder } from "../search/order.ts";
import { groupOrder } from "./group-order.ts";
import type { GroupChange } from "./groups.ts";

afterEach(() => vi.restoreAllMocks());

const COUNT = 5_000;
const ids = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`);

/** Groups and people that can be changed while work is under way, which goes on a step at a time as it is told. */
function world(members: Record<string, string[]>) {
  const groups = new Map(Object.entries(members).map(([id, list]) => [id, { id, name: id, members: new Set(list) }]));
  // Not in the order of their ids.
  const names = new Map(ids(COUNT + 1).map((id, i) => [id, `name ${(i * 7_919) % COUNT}`]));
  const told = { group: (_: GroupChange) => {}, person: (_: string) => {} };
  const state = { asked: 0 };
  const people = {
    resolve(_: string, id: string) {
      state.asked++;
      return { id, name: names.get(id)! };
    },
    onChange: (listener: (community: string, person: string) => void) => {
      told.person = (id) => listener("c", id);
    },
  };
  const works: Array<{ step: () => boolean }> = [];
  vi.spyOn(slices, "long").mockImplementation(<Result>(_: string, work: Sliced<Result>) => {
    return new Promise<Result>((resolve) => {
      works.push({
        step() {
          const { done, value } = work.next();
          if (done) resolve(value);
          return done === true;
        },
      });
    });
  });
  const order = groupOrder(
    people as never,
    {
      find: (_: string, id: string) => groups.get(id),
      of: (_: string, person: string) =>
        [...groups.values()].filter((one) => one.members.has(person)).map(({ id }) => id),
      onChange: (listener: (change: GroupChange) => void) => {
        told.group = listener;
      },
    } as never,
  );
  return {
    ...{ order, works, state, groups },
    rename(id: string, name: string) {
      names.set(id, name);
      told.person(id);
    },
    change(group: string, entered: string[], left: string[]) {
      for (const id of entered) groups.get(group)!.members.add(id);
      for (const id of left) groups.get(group)!.members.delete(id);
      told.group({ community: "c", group, entered, left, gone: false });
    },
    sortedIds: (group: string) =>
      [...groups.get(group)!.members]
        .map((id) => ({ key: names.get(id)!, id }))
        .sort(inOrder)
        .map(({ id }) => id),
    listed: (group: string) => order.of("c", group).map(({ id }) => id),
  };
}

it("D13: a large group is put in order a few people at a time, once for all who wait", async () => {
  const { order, works, state, listed, sortedIds } = world({ all: ids(COUNT), few: ids(20) });
  expect([order.prepare("c", "few"), order.prepare("c", "none")]).toEqual([undefined, undefined]);
  const waiting = order.prepare("c", "all");
  expect(waiting).toBeInstanceOf(Promise);
  expect(order.prepare("c", "all")).toBe(waiting);
  expect(works).toHaveLength(1);
  let most = 0;
  let steps = 0;
  for (let before = 0; !works[0]!.step(); before = state.asked, steps++) most = Math.max(most, state.asked - before);
  expect(most).toBe(128);
  expect(steps).toBeGreaterThan(COUNT / 128 + COUNT / 1_024);
  await waiting;
  const before = state.asked;
  expect(listed("all")).toEqual(sortedIds("all"));
  expect([order.prepare("c", "all"), state.asked]).toEqual([undefined, before]);
});

it("D13: who comes, goes or is called otherwise while a group is put in order is in its place in the end", async () => {
  // After each number of steps: while members are gathered, sorted, merged.
  for (const after of [1, 20, 41, 45]) {
    const { order, works, rename, change, listed, sortedIds } = world({ all: ids(COUNT) });
    const waiting = order.prepare("c", "all");
    for (let step = 0; step < after; step++) expect(works[0]!.step()).toBe(false);
    rename("p7", "aaron");
    rename("p4990", "zoe");
    change("all", [`p${COUNT}`], ["p9", "p4980"]);
    while (!works[0]!.step());
    await waiting;
    expect([after, listed("all")]).toEqual([after, sortedIds("all")]);
  }
});

it("D13: a group of which many change while it is put in order is put in order anew", async () => {
  const { order, works, change, listed, sortedIds } = world({ all: ids(COUNT) });
  const waiting = order.prepare("c", "all");
  for (let step = 0; step < 42; step++) works[0]!.step();
  change("all", [], ids(100));
  while (!works[0]!.step());
  await waiting;
  expect(order.prepare("c", "all")).toBeUndefined();
  expect(listed("all")).toEqual(sortedIds("all"));
});
