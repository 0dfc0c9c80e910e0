import {
  presenceChanged,
  presenceGroupChanged,
  presenceSet,
  presenceUnwatchGroup,
  presenceWatch,
  presenceWatchGroup,
} from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { Availability } from "@livename/wire/presence";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import { view } from "../../people/view.ts";
import { createPresence, type Presence } from "./feature.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const { AVAILABLE, BUSY, OFFLINE } = Availability;
const TICK = 10;
const names = ["amy", "bob", "cleo", "dan", "eve"];
const cleanup: Array<() => Promise<void> | void> = [];
afterEach(async () => {
  for (const end of cleanup.splice(0).reverse()) await end();
});

interface World {
  readonly community: TestCommunity;
  readonly groups: TestGroups;
  readonly presence: Presence;
  readonly ids: (...names: string[]) => string[];
  readonly tick: (ms?: number) => Promise<void>;
}

async function world(watches = 50): Promise<World> {
  const community = await openCommunity(...names);
  const groups = new TestGroups();
  const presence = await createPresence({
    budget,
    clock: community.clock,
    store: community.store.statuses,
    people: community.people,
    groups,
    view,
    communities: [COMMUNITY],
    limits: { watchBatch: 100, watches, statusChars: 200, subjects: 100 },
    startGraceMs: 0,
  });
  cleanup.push(
    () => community.close(),
    () => presence.stop?.(),
  );
  const ids = (...some: string[]) => some.map((name) => community.id(name));
  return { community, groups, presence, ids, tick: async (ms = TICK) => community.clock.advance(ms) };
}

const watch = async (session: TestSession, presence: Presence, group: string, held = 0) =>
  (await session.call(presence, presenceWatchGroup, { items: [{ group, held }] })).results[0]!;

describe("groups that are watched", () => {
  it("P23: answers the members in order of name with the presence of each, and follows them", async () => {
    const { groups, presence, ids, tick } = await world();
    const [amy, bob, cleo] = ids("amy", "bob", "cleo") as [string, string, string];
    groups.set("sales", [cleo, bob]);
    const watcher = open(presence, amy);
    const bobs = open(presence, bob);
    const first = await watch(watcher, presence, "sales");
    expect(first).toMatchObject({ group: "sales", code: 0, name: "sales", total: 2 });
    expect(first.members).toEqual([
      { person: bob, address: "bob@example.com", name: "BOB" },
      { person: cleo, address: "cleo@example.com", name: "CLEO" },
    ]);
    expect(first.presences.map((one) => [one.person, one.presence!.availability])).toEqual([
      [bob, AVAILABLE],
      [cleo, OFFLINE],
    ]);
    await tick(3_000);
    await bobs.call(presence, presenceSet, { choice: { availability: BUSY, message: "", untilMs: 0 } });
    await tick();
    expect(watcher.take(presenceChanged)).toMatchObject([
      { entries: [{ person: bob, presence: { availability: BUSY } }] },
    ]);

    // What is held is not sent again.
    const known = first.presences.map(({ person, version }) => ({ person, held: version }));
    const asked = { items: [{ group: "sales", held: first.version, known }] };
    const again = (await watcher.call(presence, presenceWatchGroup, asked)).results[0]!;
    expect([again.version, again.members, again.presences.map(({ person }) => person)]).toEqual([
      first.version,
      [],
      [bob],
    ]);
    expect(presence.gauges![0]!.value()).toBe(2);
    await watcher.call(presence, presenceUnwatchGroup, { groups: ["sales", "none"] });
    expect(presence.gauges![0]!.value()).toBe(0);
  });

  it("P24: tells who came and who left as a difference, with the presence of who came", async () => {
    const { groups, presence, ids, tick, community } = await world();
    const [amy, bob, cleo, dan] = ids("amy", "bob", "cleo", "dan") as [string, string, string, string];
    groups.set("sales", [bob]);
    const watcher = open(presence, amy);
    open(presence, cleo);
    const first = await watch(watcher, presence, "sales");
    groups.set("sales", [bob, dan]);
    groups.set("sales", [cleo, dan]);
    expect(watcher.take(presenceGroupChanged)).toEqual([]);
    await tick();
    const [change, ...more] = watcher.take(presenceGroupChanged);
    expect(more).toEqual([]);
    expect(change).toMatchObject({ group: "sales", base: first.version, total: 2, left: [bob], gone: false });
    expect(change!.entered.map(({ person }) => person)).toEqual([cleo, dan]);
    expect(change!.presences.map((one) => [one.person, one.presence!.availability])).toEqual([
      [cleo, AVAILABLE],
      [dan, OFFLINE],
    ]);
    // Who left is not watched any more, who came is.
    open(presence, bob);
    open(presence, dan);
    await tick();
    expect(watcher.take(presenceChanged).flatMap(({ entries }) => entries.map(({ person }) => person))).toEqual([dan]);
    expect((await watch(watcher, presence, "sales", change!.version)).members).toEqual([]);

    // Another name is told as one who entered anew.
    const { addresses } = community.people.resolve(COMMUNITY, cleo)!;
    const plain = { title: "", department: "", phone: "", location: "", timeZone: "", photo: "" };
    await community.store.people.import(COMMUNITY, [{ ...plain, addresses, name: "Zoe" }]);
    await community.people.refresh(COMMUNITY, cleo);
    await tick();
    expect(watcher.take(presenceGroupChanged)).toMatchObject([
      { base: change!.version, entered: [{ person: cleo, name: "Zoe" }], left: [], presences: [] },
    ]);

    groups.set("sales", undefined);
    await tick();
    expect(watcher.take(presenceGroupChanged)).toMatchObject([{ group: "sales", gone: true }]);
    expect(presence.gauges![0]!.value()).toBe(0);
    expect((await watch(watcher, presence, "sales")).code).toBe(Code.NO_SUCH_GROUP);
  });

  it("P23: someone in two groups and watched by name is one register, until nothing names them", async () => {
    const { groups, presence, ids, tick } = await world();
    const [amy, bob] = ids("amy", "bob") as [string, string];
    groups.set("one", [bob]);
    groups.set("two", [bob]);
    const watcher = open(presence, amy);
    await watcher.call(presence, presenceWatch, { items: [{ person: bob, held: 0 }] });
    await watch(watcher, presence, "one");
    await watch(watcher, presence, "two");
    await watch(watcher, presence, "two");
    expect(presence.gauges![0]!.value()).toBe(1);
    await watcher.call(presence, presenceUnwatchGroup, { groups: ["two"] });
    groups.set("one", []);
    await tick();
    expect(presence.gauges![0]!.value()).toBe(1);
    open(presence, bob);
    await tick();
    expect(watcher.take(presenceChanged)).toHaveLength(1);
  });

  it("P25: refuses item by item, spells addresses as places are, and ends with the connection", async () => {
    const { groups, presence, ids, tick } = await world(2);
    const [amy, bob, cleo, dan] = ids("amy", "bob", "cleo", "dan") as [string, string, string, string];
    groups.set("https://example.com/plan", [bob, cleo, dan]);
    const watcher = open(presence, amy);
    const items = ["HTTPS://Example.com/plan?x#y", "", "none", "x".repeat(513)].map((group) => ({ group, held: 0 }));
    const { results } = await watcher.call(presence, presenceWatchGroup, { items });
    expect(results.map(({ group, code }) => [group.slice(0, 30), code])).toEqual([
      ["https://example.com/plan", 0],
      ["", Code.INVALID],
      ["none", Code.NO_SUCH_GROUP],
      ["x".repeat(30), Code.INVALID],
    ]);
    // Everybody is listed; beyond the bound nobody is watched.
    expect([results[0]!.members.length, results[0]!.presences.map(({ person }) => person)]).toEqual([3, [bob, cleo]]);
    groups.set("https://example.com/plan", [cleo, dan]);
    await tick();
    watcher.take(presenceGroupChanged);
    // Asked again, there is room for who was not watched.
    const again = await watch(watcher, presence, "https://example.com/plan");
    expect(again.presences.map(({ person }) => person)).toEqual([cleo, dan]);
    const many = Array.from({ length: 11 }, () => ({ group: "none", held: 0 }));
    await expect(watcher.call(presence, presenceWatchGroup, { items: many })).rejects.toMatchObject({
      code: Code.TOO_MANY,
    });
    watcher.detach(presence);
    expect(presence.gauges![0]!.value()).toBe(0);
    groups.set("https://example.com/plan", [amy]);
    watcher.resume(presence);
    await tick();
    expect(watcher.sent).toEqual([]);
  });

  it("P25: a session watches a hundred groups", async () => {
    const { groups, presence, ids } = await world();
    const [amy, bob] = ids("amy", "bob") as [string, string];
    const watcher = open(presence, amy);
    const codes: number[] = [];
    for (let i = 0; i <= 100; i++) {
      groups.set(`g${i}`, [bob]);
      codes.push((await watch(watcher, presence, `g${i}`)).code);
    }
    expect(codes).toEqual([...Array.from({ length: 100 }, () => 0), Code.TOO_MANY]);
    expect((await watch(watcher, presence, "g7")).code).toBe(0);
  });

  it("P24: whoever applies the differences has what whoever asks anew is answered, whatever happens", async () => {
    const { groups, presence, ids, tick } = await world(4);
    const all = ids(...names);
    const step = fc.oneof(
      fc.record({ op: fc.constant("set" as const), group: fc.constantFrom("a", "b"), members: fc.subarray(all) }),
      fc.record({ op: fc.constant("watch" as const), group: fc.constantFrom("a", "b") }),
      fc.record({ op: fc.constant("unwatch" as const), group: fc.constantFrom("a", "b") }),
      fc.record({ op: fc.constant("tick" as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        for (const group of ["a", "b"]) groups.set(group, []);
        await tick();
        const watcher = open(presence, all[0]!);
        const held = new Map<string, { version: number; members: Set<string> }>();
        const take = (): void => {
          for (const { group, base, version, entered, left } of watcher.take(presenceGroupChanged)) {
            const mine = held.get(group)!;
            expect(mine.version).toBe(base);
            for (const person of left) expect(mine.members.delete(person)).toBe(true);
            for (const { person } of entered) mine.members.add(person);
            mine.version = version;
          }
        };
        for (const one of steps) {
          if (one.op === "set") groups.set(one.group, one.members);
          else if (one.op === "tick") await tick();
          else if (one.op === "watch") {
            const { version, members } = await watch(watcher, presence, one.group);
            watcher.take(presenceGroupChanged);
            held.set(one.group, { version, members: new Set(members.map(({ person }) => person)) });
          } else {
            await watcher.call(presence, presenceUnwatchGroup, { groups: [one.group] });
            held.delete(one.group);
          }
          take();
        }
        await tick();
        take();
        const other = open(presence, all[0]!);
        for (const [group, mine] of held) {
          const { version, members } = await watch(other, presence, group);
          expect(mine).toEqual({ version, members: new Set(members.map(({ person }) => person)) });
        }
        // Four at most are watched, each once, however many groups name them.
        const watched = new Set([...held.values()].flatMap(({ members }) => [...members]));
        other.detach(presence);
        expect(presence.gauges![0]!.value()).toBeLessThanOrEqual(Math.min(4, watched.size));
        watcher.detach(presence);
        expect(presence.gauges![0]!.value()).toBe(0);
        for (const session of [watcher, other]) presence.closed?.(session, "left");
      }),
      { numRuns: 60 },
    );
  });
});
