// What each watcher is sent, and when: damping, the grid of ticks, the order in a tick, other looks, the door.
import { presenceActivity, presenceChanged, presenceSet, presenceUnwatch, presenceWatch } from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { Activity, Availability, type PresenceInit } from "@livename/wire/presence";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import { type View, view } from "../../people/view.ts";
import { createPresence, type Presence, type PresenceOptions } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const TICK_MS = 10;
const DAMP_MS = 2_000;
const WATCHERS = ["bob", "cleo", "dan"];

let community: TestCommunity;
let presence: Presence;
/** Who is hidden from whom: "watcher person". */
let hidden: Set<string>;

const hiddenView: View = {
  presence: (whole) => ({ ...whole, availability: Availability.OFFLINE }),
  member: () => undefined,
  card: (whole) => whole,
};

async function start(options: Partial<PresenceOptions> = {}): Promise<Presence> {
  const { clock, store, people } = community;
  const started = await createPresence({
    budget,
    clock,
    store: store.statuses,
    people,
    groups: new TestGroups(),
    view: (watcher, person) => (hidden.has(`${watcher.person} ${person}`) ? hiddenView : view(watcher, person)),
    communities: [COMMUNITY],
    limits: { watchBatch: 10, watches: 3, statusChars: 20, subjects: 3 },
    ...options,
  });
  if (options.startGraceMs === undefined) community.clock.advance(20_000);
  return started;
}

beforeEach(async () => {
  hidden = new Set();
  community = await openCommunity("amy", "eve", "zoe", ...WATCHERS);
  presence = await start();
});
afterEach(async () => {
  await presence.stop?.();
  await community.close();
});

const id = (name: string) => community.id(name);
const watch = async (session: TestSession, person: string, held = 0) =>
  (await session.call(presence, presenceWatch, { items: [{ person, held }] })).results[0]!;
const act = (session: TestSession, activity: Activity) => session.call(presence, presenceActivity, { activity });
/** Moves on to just after the tick in so many milliseconds from now. */
const pass = (ms: number): void => community.clock.advance(ms);

type Told = [atMs: number, person: string, availability: number, activity: number];

/** Moves on tick by tick and says what the session was sent at which. */
function listen(session: TestSession, ms: number): Told[] {
  const told: Told[] = [];
  const beganMs = community.clock.now();
  for (let at = 0; at < ms; at += TICK_MS) {
    pass(TICK_MS);
    for (const { entries } of session.take(presenceChanged))
      for (const { person, presence } of entries)
        told.push([community.clock.now() - beganMs, person, presence!.availability, presence!.activity]);
  }
  return told;
}

describe("damping", () => {
  it("P13: who comes is seen at the next tick, the next change 2 s after it, with the value as it is then", async () => {
    const bob = open(presence, id("bob"));
    await watch(bob, id("amy"));
    pass(3);
    const own = open(presence, id("amy"));
    pass(7);
    expect(bob.take(presenceChanged)).toHaveLength(1);
    pass(500);
    await act(own, Activity.CALL);
    await act(own, Activity.MEETING);
    expect(listen(bob, 1_480)).toEqual([]);
    expect(listen(bob, 20)).toEqual([[20, id("amy"), Availability.BUSY, Activity.MEETING]]);
  });

  it("P13: a value that is the old one again when its time comes is not sent, and the wait is for pushes only", async () => {
    const own = open(presence, id("amy"));
    const bob = open(presence, id("bob"));
    await watch(bob, id("amy"));
    pass(60_000);
    await act(own, Activity.CALL);
    expect(listen(bob, 20)).toEqual([[10, id("amy"), Availability.BUSY, Activity.CALL]]);
    presence.closed?.(own, "signed-out");
    pass(300);
    const back = open(presence, id("amy"));
    await act(back, Activity.CALL);
    // An answer tells what is now, and is no push.
    expect((await watch(bob, id("amy"))).presence).toMatchObject({ activity: Activity.CALL });
    expect(listen(bob, 3_000)).toEqual([]);
    await act(back, Activity.MEETING);
    expect(listen(bob, 20)).toEqual([[10, id("amy"), Availability.BUSY, Activity.MEETING]]);
  });

  it("P13: who goes is seen to go after 2 s, who comes back at once", async () => {
    const bob = open(presence, id("bob"));
    await watch(bob, id("amy"));
    const own = open(presence, id("amy"));
    expect(listen(bob, 10)).toHaveLength(1);
    presence.closed?.(own, "signed-out");
    expect(listen(bob, 1_990)).toEqual([]);
    expect(listen(bob, 10)).toEqual([[10, id("amy"), Availability.OFFLINE, 0]]);
    open(presence, id("amy"));
    expect(listen(bob, 10)).toEqual([[10, id("amy"), Availability.AVAILABLE, 0]]);
  });

  it("P13: each watcher's time is its own", async () => {
    const own = open(presence, id("amy"));
    const bob = open(presence, id("bob"));
    await watch(bob, id("amy"));
    pass(10);
    await act(own, Activity.CALL);
    pass(1_000);
    const cleo = open(presence, id("cleo"));
    await watch(cleo, id("amy"));
    bob.take(presenceChanged);
    await act(own, Activity.MEETING);
    pass(10);
    expect([bob.take(presenceChanged).length, cleo.take(presenceChanged).length]).toEqual([0, 1]);
    expect(listen(bob, 1_000)).toEqual([[1_000, id("amy"), Availability.BUSY, Activity.MEETING]]);
    expect(cleo.take(presenceChanged)).toEqual([]);
  });

  it("P13: damping can be switched off", async () => {
    presence = await start({ dampMs: 0 });
    const own = open(presence, id("amy"));
    const bob = open(presence, id("bob"));
    await watch(bob, id("amy"));
    pass(10);
    bob.take(presenceChanged);
    for (const activity of [Activity.CALL, Activity.MEETING, Activity.PRESENTING]) {
      await act(own, activity);
      expect(listen(bob, 10)).toEqual([[10, id("amy"), Availability.BUSY, activity]]);
    }
  });

  it("P9, P10, P13: each watcher is sent what a look at every tick would send, and nothing else", async () => {
    const watcher = fc.constantFrom(...WATCHERS);
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ do: fc.constant("act" as const), activity: fc.constantFrom(0, 1, 2, 3) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("come" as const, "go" as const) }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("watch" as const, "unwatch" as const), watcher }) },
      { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("hide" as const, "show" as const), watcher }) },
      { weight: 5, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 2_500 }) }) },
    );
    type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
    type EncodedView = Readonly<Record<"availability" | "activity" | "sinceMs", number>>;
    const quiet: EncodedView = { availability: Availability.OFFLINE, activity: 0, sinceMs: 0 };
    const run = async (steps: readonly Step[]): Promise<void> => {
      const { clock } = community;
      hidden.clear();
      const person = id("amy");
      const sessions = new Map(WATCHERS.map((name) => [name, open(presence, id(name))]));
      let own: TestSession | undefined;
      let whole = quiet;
      /** By watcher: what it holds and when it was last pushed. */
      const edges = new Map<string, { held: EncodedView; pushedMs: number }>();
      const seen = (name: string) => (hidden.has(`${id(name)} ${person}`) ? quiet : whole);
      const change = (availability: number, activity: number): void => {
        if (availability === Availability.OFFLINE) whole = quiet;
        else if (whole.availability !== availability || whole.activity !== activity)
          whole = { availability, activity, sinceMs: clock.now() };
      };
      for (const now of steps) {
        switch (now.do) {
          case "act":
            if (!own) break;
            await act(own, now.activity as Activity);
            change(now.activity === 0 ? Availability.AVAILABLE : Availability.BUSY, now.activity);
            break;
          case "come":
            if (own) break;
            own = open(presence, person, { marksInput: false });
            change(Availability.AVAILABLE, 0);
            break;
          case "go":
            if (own) presence.closed?.(own, "signed-out");
            own = undefined;
            change(Availability.OFFLINE, 0);
            break;
          case "watch":
            await watch(sessions.get(now.watcher)!, person);
            edges.set(now.watcher, {
              pushedMs: Number.NEGATIVE_INFINITY,
              ...edges.get(now.watcher),
              held: seen(now.watcher),
            });
            break;
          case "unwatch":
            await sessions.get(now.watcher)!.call(presence, presenceUnwatch, { people: [person] });
            edges.delete(now.watcher);
            break;
          case "hide":
          case "show":
            if (now.do === "hide") hidden.add(`${id(now.watcher)} ${person}`);
            else hidden.delete(`${id(now.watcher)} ${person}`);
            presence.reviewPerson(COMMUNITY, id(now.watcher));
            break;
          case "pass": {
            const endMs = clock.now() + now.ms;
            while (clock.now() < endMs) {
              const tickMs = (Math.floor(clock.now() / TICK_MS) + 1) * TICK_MS;
              pass(Math.min(tickMs, endMs) - clock.now());
              for (const [name, session] of sessions) {
                const edge = edges.get(name);
                const expected: unknown[] = [];
                const isDue = edge?.held === quiet || clock.now() - (edge?.pushedMs ?? 0) >= DAMP_MS;
                if (
                  edge &&
                  clock.now() === tickMs &&
                  isDue &&
                  JSON.stringify(edge.held) !== JSON.stringify(seen(name))
                ) {
                  edge.held = seen(name);
                  edge.pushedMs = clock.now();
                  expected.push(edge.held);
                }
                const told = session.take(presenceChanged).map(({ entries }) => entries[0]!.presence!);
                expect(
                  told.map(({ availability, activity, sinceMs }) => ({ availability, activity, sinceMs })),
                ).toEqual(expected);
              }
            }
          }
        }
      }
      if (own) presence.closed?.(own, "signed-out");
      for (const session of sessions.values()) {
        session.detach(presence);
        presence.closed?.(session, "lost");
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), run), { numRuns: 60 });
  });
});

describe("ticks", () => {
  it("P13: pushes come on the grid and by person id, whatever else changed and in which order", async () => {
    const [first, second] = [id("amy"), id("eve")].sort() as [string, string];
    const told: Told[][] = [];
    for (const order of [
      [second, first],
      [first, second],
    ]) {
      const bob = open(presence, id("bob"));
      await watch(bob, first);
      await watch(bob, second);
      pass(4);
      // Somebody whom Bob does not watch begins the tick in one of the two.
      if (order[0] === first) open(presence, id("zoe"));
      pass(2);
      const sessions = order.map((person) => open(presence, person));
      pass(4);
      told.push(bob.take(presenceChanged).map(({ entries }) => [0, entries[0]!.person, 0, 0]));
      for (const session of sessions) presence.closed?.(session, "signed-out");
      bob.detach(presence);
      pass(10_000);
    }
    expect(told).toEqual([
      [
        [0, first, 0, 0],
        [0, second, 0, 0],
      ],
      [
        [0, first, 0, 0],
        [0, second, 0, 0],
      ],
    ]);
  });
});

describe("another look", () => {
  it("P9, P10: who hides is offline to those from whom, in the same bytes as whoever is; nobody else is told", async () => {
    const own = open(presence, id("amy"));
    const [bob, cleo] = [open(presence, id("bob")), open(presence, id("cleo"))];
    for (const session of [bob, cleo]) await watch(session, id("amy"));
    pass(5_000);
    hidden.add(`${id("bob")} ${id("amy")}`);
    presence.reviewPerson(COMMUNITY, id("amy"));
    pass(10);
    const hiding = bob.sent.splice(0);
    expect(cleo.sent).toEqual([]);
    hidden.clear();
    presence.reviewWatcher(bob);
    expect(listen(bob, 10)).toEqual([[10, id("amy"), Availability.AVAILABLE, 0]]);
    pass(5_000);
    presence.closed?.(own, "signed-out");
    pass(10);
    expect(bob.sent.splice(0).map(({ frame }) => [...frame])).toEqual(hiding.map(({ frame }) => [...frame]));
  });

  it("P10: who is plain no more, on either side, is looked at by a view of their own", async () => {
    const plain = new Set([id("amy"), id("bob"), id("cleo")]);
    const viewOf = (watcher: { person: string }, person: string) =>
      hidden.has(`${watcher.person} ${person}`) ? hiddenView : view({ community: COMMUNITY, ...watcher }, person);
    presence = await start({
      view: Object.assign(viewOf, { plain: (_: string, person: string) => plain.has(person) }),
    });
    open(presence, id("amy"));
    const [bob, cleo] = [open(presence, id("bob")), open(presence, id("cleo"))];
    for (const session of [bob, cleo]) expect((await watch(session, id("amy"))).presence!.availability).toBe(3);
    const hide = (watcher: string, plainNoMore: string): void => {
      plain.delete(id(plainNoMore));
      hidden.add(`${id(watcher)} ${id("amy")}`);
      presence.reviewPerson(COMMUNITY, id(plainNoMore));
    };
    hide("bob", "bob");
    expect(listen(bob, 10)).toEqual([[10, id("amy"), Availability.OFFLINE, 0]]);
    expect((await watch(bob, id("amy"))).presence!.availability).toBe(Availability.OFFLINE);
    expect(cleo.take(presenceChanged)).toEqual([]);
    hide("cleo", "amy");
    expect(listen(cleo, 10)).toEqual([[10, id("amy"), Availability.OFFLINE, 0]]);
    expect((await watch(cleo, id("amy"))).presence!.availability).toBe(Availability.OFFLINE);
  });

  it("P9: whatever a view leaves of somebody offline, nothing but offline is said", async () => {
    open(presence, id("amy"));
    hidden.add(`${id("bob")} ${id("amy")}`);
    const bob = open(presence, id("bob"));
    const seen = (await watch(bob, id("amy"))).presence;
    expect(seen).toEqual({
      availability: Availability.OFFLINE,
      activity: 0,
      message: "",
      sinceMs: 0,
      untilMs: 0,
      devices: [],
    });
  });
});

describe("the door", () => {
  const viewer = () => ({ community: COMMUNITY, person: id("bob") });
  const heard = (list: PresenceInit[]) => list.splice(0).map(({ availability }) => availability);

  it("P10, P13: who observes without a session is told like a session of the same person", async () => {
    const list: PresenceInit[] = [];
    const end = presence.observe(viewer(), id("amy"), (seen) => list.push(seen));
    const own = open(presence, id("amy"));
    pass(10);
    expect(heard(list)).toEqual([Availability.AVAILABLE]);
    await act(own, Activity.CALL);
    pass(1_990);
    expect(heard(list)).toEqual([]);
    pass(10);
    expect(heard(list)).toEqual([Availability.BUSY]);
    pass(5_000);
    hidden.add(`${id("bob")} ${id("amy")}`);
    presence.reviewPerson(COMMUNITY, id("bob"));
    pass(10);
    expect(heard(list)).toEqual([Availability.OFFLINE]);
    expect(presence.see(viewer(), id("amy")).availability).toBe(Availability.OFFLINE);
    hidden.clear();
    end();
    presence.reviewPerson(COMMUNITY, id("amy"));
    pass(5_000);
    expect(list).toEqual([]);
    expect(presence.see(viewer(), id("amy")).availability).toBe(Availability.BUSY);
  });

  it("P13: one who is told may end what another observes, and its own", async () => {
    const list: string[] = [];
    const ends: Array<() => void> = [];
    for (const name of ["one", "two"])
      ends.push(
        presence.observe(viewer(), id("amy"), () => {
          list.push(name);
          for (const end of ends) end();
        }),
      );
    open(presence, id("amy"));
    pass(10);
    expect(list).toHaveLength(1);
  });

  it("P18: after a start, whoever comes back was there before, and is no news to an observer", async () => {
    presence = await start({ startGraceMs: 20_000 });
    const list: PresenceInit[] = [];
    presence.observe(viewer(), id("amy"), (seen) => list.push(seen));
    presence.observe(viewer(), id("eve"), (seen) => list.push(seen));
    pass(5_000);
    const own = open(presence, id("amy"));
    pass(15_000);
    expect(heard(list)).toEqual([]);
    open(presence, id("eve"));
    presence.closed?.(own, "signed-out");
    pass(10);
    expect(heard(list).sort()).toEqual([Availability.OFFLINE, Availability.AVAILABLE].sort());
  });

  it("P18: while many come, nobody is told that somebody is gone who may still come, nor an observer of a return", async () => {
    presence = await start({ startGraceMs: 20_000, view });
    const bob = open(presence, id("bob"));
    await watch(bob, id("amy"), 4711);
    await watch(bob, id("zoe"), 4711);
    const list: PresenceInit[] = [];
    presence.observe(viewer(), id("amy"), (seen) => list.push(seen));
    let overMs: number | undefined;
    presence.onStarted(() => {
      overMs = community.clock.now();
    });
    const many = Array.from({ length: 33 * 4 }, (_, at) => `one-of-many-${at}`);
    await community.add(...many);
    const beganMs = community.clock.now();
    for (let second = 0; second < 33; second++) {
      for (const name of many.slice(second * 4, second * 4 + 4)) open(presence, id(name));
      pass(1_000);
      expect(bob.take(presenceChanged)).toEqual([]);
    }
    expect((await watch(bob, id("cleo"), 4711)).version).toBe(4711);
    open(presence, id("amy"));
    pass(10);
    expect(bob.take(presenceChanged).flatMap(({ entries }) => entries.map(({ person }) => person))).toEqual([
      id("amy"),
    ]);
    expect([presence.starting, overMs]).toEqual([true, undefined]);
    community.clock.advance(beganMs + 50_000 - 1 - community.clock.now());
    expect([presence.starting, bob.take(presenceChanged)]).toEqual([true, []]);
    pass(1);
    const told = bob.take(presenceChanged).flatMap(({ entries }) => entries);
    expect(told.map(({ person, presence: seen }) => [person, seen?.availability])).toEqual(
      [id("cleo"), id("zoe")].sort().map((person) => [person, Availability.OFFLINE]),
    );
    expect([presence.starting, overMs]).toEqual([false, beganMs + 50_000]);
    expect(list).toEqual([]);
    const dan = open(presence, id("dan"));
    expect((await watch(dan, id("zoe"), 4711)).presence?.availability).toBe(Availability.OFFLINE);
  });

  it.each([
    ["everybody sees", 30_000],
    ["hide from somebody", 20_000],
    ["chose to be offline", 20_000],
    ["are one person's pages", 20_000],
  ])("P18, V6: the start does not end before 20 s, and for those who %s after %s ms", async (who, ms) => {
    const names = Array.from({ length: 40 }, (_, at) => `one-of-many-${at}`);
    await community.add(...names);
    if (who === "chose to be offline") {
      for (const name of names) {
        const own = open(presence, id(name));
        await own.call(presence, presenceSet, { choice: { availability: Availability.OFFLINE } });
      }
    }
    const plain = () => who !== "hide from somebody";
    presence = await start({ startGraceMs: 20_000, view: Object.assign(view.bind(undefined), { plain }) });
    const startedMs = community.clock.now();
    for (let second = 0; second < 19; second++) {
      for (const name of names.slice(second * 2, second * 2 + 2))
        open(presence, id(who === "are one person's pages" ? names[0]! : name));
      pass(1_000);
    }
    while (presence.starting) pass(1_000);
    expect(community.clock.now() - startedMs).toBe(ms);
  });

  it("P11: somebody watched by name and through groups is one register until the last reason goes", async () => {
    const bob = open(presence, id("bob"));
    const group = () => presence.watchPeople(bob, [{ person: id("amy"), held: 0 }]);
    const [first] = group();
    expect(first).toMatchObject({ person: id("amy"), presence: { availability: Availability.OFFLINE } });
    const { version } = await watch(bob, id("amy"));
    expect(presence.watchPeople(bob, [{ person: id("amy"), held: version }])).toEqual([{ person: id("amy"), version }]);
    let own = open(presence, id("amy"));
    const toldOnce = () => {
      presence.closed?.(own, "signed-out");
      pass(DAMP_MS);
      own = open(presence, id("amy"));
      pass(DAMP_MS);
      return bob.take(presenceChanged).length;
    };
    pass(DAMP_MS);
    bob.take(presenceChanged);
    expect(toldOnce()).toBe(2);
    presence.unwatchPeople(bob, [id("amy")]);
    await bob.call(presence, presenceUnwatch, { people: [id("amy")] });
    expect(toldOnce()).toBe(2);
    presence.unwatchPeople(bob, [id("amy"), id("eve")]);
    expect(toldOnce()).toBe(0);
    presence.unwatchPeople(bob, [id("amy")]);
  });

  it("P11: those beyond the bound are refused one by one for groups too", () => {
    const bob = open(presence, id("bob"));
    const people = ["amy", "eve", "zoe", "cleo", "amy"].map((name) => ({ person: id(name), held: 0 }));
    const codes = presence.watchPeople(bob, people).map(({ code }) => code ?? 0);
    expect(codes).toEqual([0, 0, 0, Code.TOO_MANY, 0]);
  });
});
