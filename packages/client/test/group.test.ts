import { FakeClock, settled } from "@livename/testkit";
import { Code, Method } from "@livename/wire/frame";
import {
  placeChanged,
  placeEnter,
  placeLeave,
  presenceChanged,
  presenceGroupChanged,
  presenceUnwatch,
  presenceUnwatchGroup,
  presenceWatch,
  presenceWatchGroup,
} from "@livename/wire/handlers";
import { Availability, type GroupWatchItem } from "@livename/wire/presence";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, connect, type Watch } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

const member = (name: string) => ({ person: `p-${name}`, address: `${name}@example.com`, name });
const entry = (name: string, availability: Availability, version = 7) => ({
  person: `p-${name}`,
  version,
  presence: { availability },
});

let clock: FakeClock;
let peer: Peer;
let me: Client;
/** The peer's groups, by the id that it spells. */
let groups: Map<string, { version: number; names: string[] }>;
let asked: GroupWatchItem[][];
let dropped: string[][];
let watched: { person: string; held: number }[];

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  groups = new Map([["sales", { version: 1, names: ["ben", "cleo"] }]]);
  asked = [];
  dropped = [];
  watched = [];
  peer.on(presenceWatchGroup, ({ items }) => {
    asked.push(items);
    return {
      results: items.map(({ group, held, known }) => {
        const id = group.toLowerCase();
        const found = groups.get(id);
        if (!found) return { group: id, code: group === "full" ? Code.TOO_MANY : Code.NO_SUCH_GROUP };
        const right = new Set(known.filter((item) => item.held === 7).map(({ person }) => person));
        return {
          group: id,
          name: id.toUpperCase(),
          version: found.version,
          total: found.names.length,
          members: held === found.version ? [] : found.names.map(member),
          presences: found.names
            .filter((name) => !right.has(`p-${name}`))
            .map((name) => entry(name, Availability.AVAILABLE)),
        };
      }),
    };
  });
  peer.on(presenceUnwatchGroup, (request) => {
    dropped.push(request.groups);
    return {};
  });
  peer.on(presenceWatch, ({ items }) => {
    watched.push(...items);
    return {
      results: items.map(({ person, held }) => ({
        person: person.replace(/^(?!p-)/, "p-").replace(/@.*/, ""),
        version: 7,
        presence: held === 7 ? undefined : { availability: Availability.AWAY },
      })),
    };
  });
  peer.on(presenceUnwatch, ({ people }) => {
    dropped.push(people);
    return {};
  });
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

const people = (watch: Watch): string[] =>
  watch.people.map(({ person, presence }) => `${person} ${presence.availability}`);

/** What a watch tells, in order. */
const heard = (watch: Watch): string[] => {
  const seen: string[] = [];
  watch.on("change", ({ person, presence, previous }) =>
    seen.push(`${person} ${previous.availability} → ${presence.availability}`),
  );
  watch.on("group", ({ group, entered, left }) =>
    seen.push(
      [
        `${group.group} ${group.status}`,
        ...entered.map(({ name }) => `+${name}`),
        ...left.map(({ name }) => `-${name}`),
      ].join(" "),
    ),
  );
  return seen;
};

describe("watching a group", () => {
  it("shows the group and its members, who come with it and are asked for by nobody", async () => {
    const watch = me.presence.watch(["amy@example.com", { group: "Sales" }]);
    expect(watch.groups).toMatchObject([{ group: "Sales", status: "pending", members: [] }]);
    const seen = heard(watch);
    await settled();
    expect(people(watch)).toEqual(["amy@example.com away", "ben@example.com available", "cleo@example.com available"]);
    expect(watch.groups).toMatchObject([{ group: "Sales", kind: "group", status: "known", name: "SALES", total: 2 }]);
    expect(watch.get("BEN@example.com")?.id).toBe("p-ben");
    expect(watch.get("p-cleo")?.presence.availability).toBe("available");
    expect(watched.map(({ person }) => person)).toEqual(["amy@example.com"]);
    expect(seen).toEqual([
      "amy@example.com unknown → away",
      "Sales known +ben +cleo",
      "ben@example.com unknown → available",
      "cleo@example.com unknown → available",
    ]);
  });

  it("follows its members and their presence", async () => {
    const watch = me.presence.watch({ group: "sales" });
    await settled();
    const seen = heard(watch);
    peer.last.push(presenceChanged, { entries: [entry("ben", Availability.BUSY, 8)] });
    peer.last.push(presenceGroupChanged, {
      group: "sales",
      base: 1,
      version: 2,
      name: "Sales",
      total: 2,
      entered: [member("carl")],
      left: ["p-cleo"],
      presences: [entry("carl", Availability.AWAY)],
    });
    await settled();
    expect(seen).toEqual([
      "ben@example.com available → busy",
      "sales known +carl -cleo",
      "carl@example.com unknown → away",
    ]);
    expect(people(watch)).toEqual(["ben@example.com busy", "carl@example.com away"]);
    peer.last.push(presenceChanged, { entries: [entry("cleo", Availability.BUSY, 8)] });
    await settled();
    expect(seen).toHaveLength(3);
  });

  it("asks again, with what it holds, when a difference builds on something else", async () => {
    const watch = me.presence.watch({ group: "sales" });
    await settled();
    groups.set("sales", { version: 5, names: ["ben", "dan"] });
    peer.last.push(presenceGroupChanged, { group: "sales", base: 4, version: 5, entered: [member("eve")] });
    await settled();
    expect(asked[1]).toEqual([
      {
        group: "sales",
        held: 1,
        known: [
          { person: "p-ben", held: 7 },
          { person: "p-cleo", held: 7 },
        ],
      },
    ]);
    expect(people(watch)).toEqual(["ben@example.com available", "dan@example.com available"]);
  });

  it("S9: names what it holds on the next connection, and nothing is told when it is right", async () => {
    const watch = me.presence.watch([{ group: "sales" }, { document: "https://example.com/plan" }]);
    await settled();
    expect(watch.groups[1]).toMatchObject({ kind: "document", status: "no-such-group", members: [] });
    const seen = heard(watch);
    peer.last.end();
    await clock.advanceAsync(250);
    expect(asked.at(-1)).toEqual([
      {
        group: "sales",
        held: 1,
        known: [
          { person: "p-ben", held: 7 },
          { person: "p-cleo", held: 7 },
        ],
      },
      { group: "https://example.com/plan", held: 0, known: [] },
    ]);
    expect(watched).toEqual([]);
    expect(seen).toEqual([]);
    expect(people(watch)).toEqual(["ben@example.com available", "cleo@example.com available"]);
  });

  it("shows members as unknown when the link is lost for 8 s, and as they were when the server says so", async () => {
    const watch = me.presence.watch({ group: "sales" });
    await settled();
    const seen = heard(watch);
    peer.unreachable = true;
    peer.last.end();
    await clock.advanceAsync(8_000);
    expect(people(watch)).toEqual(["ben@example.com unknown", "cleo@example.com unknown"]);
    peer.unreachable = false;
    await clock.advanceAsync(20_000);
    expect(seen).toEqual([
      "ben@example.com available → unknown",
      "cleo@example.com available → unknown",
      "ben@example.com unknown → available",
      "cleo@example.com unknown → available",
    ]);
  });

  it("tells a person once, in however many groups and under however many names", async () => {
    groups.set("board", { version: 3, names: ["ben"] });
    const watch = me.presence.watch([{ group: "sales" }, { group: "board" }, { group: "SALES" }, "cleo@example.com"]);
    await settled();
    const seen = heard(watch);
    expect(watch.people.map(({ person }) => person)).toEqual(["cleo@example.com", "ben@example.com"]);
    peer.last.push(presenceChanged, {
      entries: [entry("ben", Availability.BUSY, 8), entry("cleo", Availability.BUSY, 8)],
    });
    await settled();
    expect(seen.toSorted()).toEqual(["ben@example.com available → busy", "cleo@example.com available → busy"]);
    watch.remove({ group: "sales" });
    await settled();
    expect(dropped).toEqual([]);
    expect(people(watch)).toEqual(["cleo@example.com busy", "ben@example.com busy"]);
    watch.remove([{ group: "SALES" }, { group: "board" }]);
    await settled();
    expect(dropped.flat().toSorted()).toEqual(["board", "sales"]);
    expect(watch.people.map(({ person }) => person)).toEqual(["cleo@example.com"]);
  });

  it("says that a group is no more, and why one is refused", async () => {
    const watch = me.presence.watch([{ group: "sales" }, { group: "full" }]);
    await settled();
    expect(watch.groups[1]).toMatchObject({ status: "refused", reason: "too-many" });
    const seen = heard(watch);
    peer.last.push(presenceGroupChanged, { group: "sales", base: 1, version: 2, gone: true });
    await settled();
    expect(seen).toEqual(["sales no-such-group -ben -cleo"]);
    expect(watch.people).toEqual([]);
  });

  it("F13: names no more of what is held than one command and one frame take", async () => {
    const names = Array.from({ length: 1_500 }, (_, index) => `person-with-a-long-name-${index}`);
    groups.set("all", { version: 2, names });
    const watch = me.presence.watch({ group: "all" });
    await settled();
    expect(watch.people).toHaveLength(1_500);
    peer.last.end();
    await clock.advanceAsync(250);
    expect(asked.at(-1)?.[0]?.known.length).toBeLessThanOrEqual(1_000);
    expect(asked.at(-1)?.[0]?.known.length).toBeGreaterThan(900);
    expect(Math.max(...peer.last.messages.flat().map(({ payload }) => payload.length))).toBeLessThan(65_536);
  });

  it("leaves nothing behind", async () => {
    const one = me.presence.watch({ group: "sales" });
    const two = me.presence.watch({ group: "sales" });
    await settled();
    expect(asked).toHaveLength(1);
    one.close();
    await settled();
    expect(dropped).toEqual([]);
    two.close();
    await settled();
    expect(dropped).toEqual([["sales"]]);
    peer.last.end();
    await clock.advanceAsync(250);
    expect(peer.methods).toEqual([Method.SESSION_HELLO]);
  });
});

describe("a suspended watch", () => {
  it("lets go at the server, stands still, and asks for the difference when it is resumed", async () => {
    const watch = me.presence.watch(["amy@example.com", { group: "sales" }]);
    await settled();
    const before = people(watch);
    const seen = heard(watch);
    watch.suspend();
    await settled();
    expect(dropped).toEqual([["p-amy"], ["sales"]]);
    expect(people(watch)).toEqual(before);
    groups.set("sales", { version: 2, names: ["ben", "dan"] });
    watch.resume();
    await settled();
    expect(watched.at(-1)).toEqual({ person: "amy@example.com", held: 7 });
    expect(asked.at(-1)).toMatchObject([{ held: 1, known: [{ person: "p-ben" }, { person: "p-cleo" }] }]);
    expect(seen).toEqual(["sales known +dan -cleo", "dan@example.com unknown → available"]);
    peer.last.push(presenceChanged, {
      entries: [entry("amy", Availability.BUSY, 8), entry("ben", Availability.BUSY, 8)],
    });
    await settled();
    expect(people(watch)).toEqual(["amy@example.com busy", "ben@example.com busy", "dan@example.com available"]);
  });

  it("hears of what another watch heard meanwhile, when it is resumed", async () => {
    const still = me.presence.watch(["amy@example.com", { group: "sales" }]);
    me.presence.watch(["amy@example.com", { group: "sales" }]);
    await settled();
    const seen = heard(still);
    still.suspend();
    peer.last.push(presenceChanged, {
      entries: [entry("amy", Availability.BUSY, 8), entry("ben", Availability.BUSY, 8)],
    });
    await settled();
    expect(dropped).toEqual([]);
    expect(seen).toEqual([]);
    expect(still.get("amy@example.com")?.presence.availability).toBe("away");
    still.resume();
    await settled();
    expect(seen).toEqual(["amy@example.com away → busy", "ben@example.com available → busy"]);
  });

  it("is suspended and resumed within a tick without a word", async () => {
    const watch = me.presence.watch(["amy@example.com", { group: "sales" }]);
    await settled();
    watch.suspend();
    watch.resume();
    await settled();
    expect([dropped, watched.length, asked.length]).toEqual([[], 1, 1]);
  });
});

describe("a watch beyond its bounds", () => {
  it("F13: who is too many is refused alone, and asked for again when there is room", async () => {
    let room = 2;
    peer.on(presenceWatch, ({ items }) => ({
      results: items.map(({ person }) =>
        room-- > 0
          ? { person: `p-${person}`, version: 7, presence: { availability: Availability.AWAY } }
          : { code: Code.TOO_MANY },
      ),
    }));
    const watch = me.presence.watch(["a@x.org", "b@x.org", "c@x.org"]);
    await settled();
    expect(watch.get("c@x.org")).toMatchObject({ status: "refused", reason: "too-many" });
    room = 1;
    watch.remove("a@x.org");
    await settled();
    expect(watch.people.map(({ person, status }) => `${person} ${status}`)).toEqual(["b@x.org known", "c@x.org known"]);
  });

  it("F16: a batch that comes too soon is asked again when the server says", async () => {
    const tried: number[] = [];
    peer.on(presenceWatch, ({ items }) => {
      tried.push(clock.now());
      if (tried.length < 3) return { refuse: Code.RATE_LIMITED, retryAfterMs: 400 };
      return { results: items.map(({ person }) => ({ person, version: 7, presence: {} })) };
    });
    const watch = me.presence.watch("a@x.org");
    await clock.advanceAsync(2_000);
    expect(tried.map((at) => at - tried[0]!)).toEqual([0, 400, 800]);
    expect(watch.people[0]?.status).toBe("known");
  });
});

describe("a group beyond the bounds", () => {
  it("P25: members without a presence are refused alone, and asked for again when there is room", async () => {
    let room = false;
    peer.on(presenceWatchGroup, ({ items }) => {
      asked.push(items);
      const presences = [entry("ben", Availability.AVAILABLE), entry("cleo", Availability.AWAY)];
      return {
        results: items.map(({ group }) => ({
          group,
          version: 1,
          total: 2,
          members: ["ben", "cleo"].map(member),
          presences: presences.slice(0, room ? 2 : 1),
        })),
      };
    });
    const watch = me.presence.watch(["amy@example.com", { group: "sales" }]);
    await settled();
    expect(watch.get("cleo@example.com")).toMatchObject({ id: "p-cleo", status: "refused", reason: "too-many" });
    room = true;
    watch.remove("amy@example.com");
    await settled();
    expect(people(watch)).toEqual(["ben@example.com available", "cleo@example.com away"]);
    expect(asked).toHaveLength(2);
  });

  it("P25: asks for no more groups in one command than the server takes", async () => {
    me.presence.watch(Array.from({ length: 25 }, (_, index) => ({ group: `g${index}` })));
    await settled();
    expect(asked.map((items) => items.length)).toEqual([10, 10, 5]);
  });
});

describe("watching a place", () => {
  it("L13: follows who is there without being there", async () => {
    const entered: { place: string; onlyWatch: boolean }[] = [];
    const left: string[] = [];
    peer.on(placeEnter, ({ place, onlyWatch }) => {
      entered.push({ place, onlyWatch });
      return { place, version: 4, members: [{ ...member("ben"), sinceMs: 1 }], unlisted: 3 };
    });
    peer.on(placeLeave, ({ place }) => {
      left.push(place);
      return {};
    });
    const watch = me.presence.watch({ place: "ticket:1" });
    const seen = heard(watch);
    await settled();
    expect(entered).toEqual([{ place: "ticket:1", onlyWatch: true }]);
    expect(watch.groups).toMatchObject([{ group: "ticket:1", kind: "place", status: "known", total: 4 }]);
    expect(people(watch)).toEqual(["ben@example.com away"]);
    expect(seen).toEqual(["ticket:1 known +ben", "ben@example.com unknown → away"]);

    // Being there as well counts; having left, one looks on.
    const here = me.places.enter("ticket:1");
    await settled();
    expect(entered.at(-1)).toEqual({ place: "ticket:1", onlyWatch: false });
    here.leave();
    await settled();
    expect(entered.at(-1)).toEqual({ place: "ticket:1", onlyWatch: true });
    watch.close();
    await settled();
    expect(left).toEqual(["ticket:1"]);
    expect(dropped).toEqual([["p-ben"]]);
  });

  it("says why it is refused", async () => {
    peer.on(placeEnter, () => ({ refuse: Code.FORBIDDEN }));
    const watch = me.presence.watch({ place: "ticket:1" });
    await settled();
    expect(watch.groups).toMatchObject([{ status: "refused", reason: "forbidden" }]);
    peer.last.push(placeChanged, { place: "ticket:1", version: 1 });
    await settled();
    expect(watch.people).toEqual([]);
  });
});
