import { BrowseBy } from "@livename/wire/directory";
import { afterEach, expect, it, vi } from "vitest";
import { TestSession } from "../../../test/features/test-session.ts";
import { type Sliced, slices } from "../../kernel/slices.ts";
import { Browsing } from "./browse.ts";

afterEach(() => vi.restoreAllMocks());

const COUNT = 5_000;
const session = new TestSession("p1");
const request = (within = "", after = "") => ({ by: BrowseBy.GROUP, in: within, after, limit: 100 }) as never;

it("D13: the list of all groups is put in order a few at a time, once until one comes or goes", async () => {
  let asked = 0;
  let listed = (_: string) => {};
  const names = new Map(Array.from({ length: COUNT }, (_, i) => [`g${i}`, `group ${(i * 7_919) % COUNT}`]));
  const groups = {
    ids: () => names.keys(),
    find(_: string, id: string) {
      asked++;
      return { id, name: names.get(id)!, members: new Set() };
    },
    onListed: (listener: (community: string) => void) => {
      listed = listener;
    },
  };
  let most = 0;
  const long = vi.spyOn(slices, "long").mockImplementation(async <Result>(_: string, work: Sliced<Result>) => {
    for (let before = asked; ; before = asked) {
      const { done, value } = work.next();
      most = Math.max(most, asked - before);
      if (done) return value;
    }
  });
  const browsing = new Browsing({ groups, store: {}, order: {}, cards: {} } as never);
  const all: string[] = [];
  for (let after = ""; ; ) {
    const { sections = [], next = "", total } = await browsing.page(session, request("", after));
    expect(total).toBe(COUNT);
    all.push(...sections.map(({ name }) => name ?? ""));
    if (next === "") break;
    after = next;
  }
  expect(all).toEqual([...names.values()].sort());
  expect([most, long.mock.calls.length]).toEqual([128, 1]);
  names.set("new", "a group");
  listed(session.community);
  expect((await browsing.page(session, request())).sections?.[0]?.name).toBe("a group");
  expect(long.mock.calls.length).toBe(2);
});

it("D13: a page of a large group waits until the group is in order", async () => {
  const asked: string[] = [];
  let prepared = () => {};
  const order = {
    prepare: () => new Promise<void>((resolve) => (prepared = resolve)),
    of: (_: string, id: string) => {
      asked.push(id);
      return [{ key: "amy", id: "p1" }];
    },
  };
  const groups = { find: (_: string, id: string) => ({ id }), onListed: () => {} };
  const cards = { all: (_: unknown, ids: string[]) => ids.map((id) => ({ id })) };
  const page = new Browsing({ groups, store: {}, order, cards } as never).page(session, request("all"));
  await Promise.resolve();
  expect(asked).toEqual([]);
  prepared();
  expect([await page, asked]).toEqual([{ people: [{ id: "p1" }], next: "", total: 1 }, ["all"]]);
});
