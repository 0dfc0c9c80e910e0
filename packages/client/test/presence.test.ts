import { FakeClock, settled } from "@livename/testkit";
import { Code, Method } from "@livename/wire/frame";
import {
  presenceChanged,
  presenceOwn,
  presenceSet,
  presenceUnwatch,
  presenceWatch,
  sessionHello,
} from "@livename/wire/handlers";
import { Availability } from "@livename/wire/presence";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, connect } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;
let asked: { person: string; held: number }[][];
let dropped: string[][];

/** Addresses and ids of the peer's people; amy has two addresses. */
const idOf = (name: string): string => `p-${name.replace(/@.*/, "").replace("a.", "")}`;

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  asked = [];
  dropped = [];
  peer.on(presenceWatch, ({ items }) => {
    asked.push(items);
    return {
      results: items.map(({ person, held }) =>
        person.startsWith("nobody")
          ? { code: Code.NO_SUCH_PERSON }
          : {
              person: idOf(person),
              version: 7,
              presence: held === 7 ? undefined : { availability: Availability.AVAILABLE },
            },
      ),
    };
  });
  peer.on(presenceUnwatch, ({ people }) => {
    dropped.push(people);
    return {};
  });
  peer.on(presenceOwn, () => ({ version: { epoch: 1, version: 1 } }));
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

const change = (person: string, availability: Availability, version = 8): void =>
  peer.last.push(presenceChanged, { entries: [{ person, version, presence: { availability } }] });

describe("watching people", () => {
  it("asks for a tick's adds together, once for each person, whatever the case of the address", async () => {
    const one = me.presence.watch(["Ben@Example.com", "cleo@example.com"]);
    const two = me.presence.watch("ben@example.com");
    two.add("dan@example.com");
    await settled();
    expect(asked.map((items) => items.map(({ person }) => person))).toEqual([
      ["ben@example.com", "cleo@example.com", "dan@example.com"],
    ]);
    expect(one.get("BEN@example.com")?.person).toBe("Ben@Example.com");
    expect(two.get("BEN@example.com")?.person).toBe("ben@example.com");
  });

  it("F13: never asks for more people in one command than the server takes", async () => {
    me.presence.watch(Array.from({ length: 2_500 }, (_, index) => `p${index}@x.org`));
    await settled();
    expect(asked.map((items) => items.length)).toEqual([1_000, 1_000, 500]);
  });

  it("F13: asks for people with long names in frames that the server takes", async () => {
    const name = "n".repeat(200);
    me.presence.watch(Array.from({ length: 1_000 }, (_, index) => `${name}${index}@x.org`));
    await settled();
    expect(asked.flat()).toHaveLength(1_000);
    const sizes = peer.last.messages.map((commands) => commands.reduce((sum, { payload }) => sum + payload.length, 0));
    expect(Math.max(...sizes)).toBeLessThan(65_536);
  });

  it("tells each watch of a change with what was before, and says who nobody is", async () => {
    const watch = me.presence.watch(["ben@example.com", "nobody@example.com"]);
    const seen: string[] = [];
    watch.on("change", ({ person, watched, presence, previous }) =>
      seen.push(`${person} ${watched.status}: ${previous.availability} → ${presence.availability}`),
    );
    await settled();
    change("p-ben", Availability.BUSY);
    change("p-stranger", Availability.BUSY);
    await settled();
    expect(seen).toEqual([
      "ben@example.com known: unknown → available",
      "nobody@example.com no-such-person: unknown → unknown",
      "ben@example.com known: available → busy",
    ]);
  });

  it("two addresses of one person are told both, and unwatched when both are gone", async () => {
    const watch = me.presence.watch(["amy@example.com", "a.amy@example.com"]);
    await settled();
    change("p-amy", Availability.AWAY);
    await settled();
    expect(watch.people.map(({ presence }) => presence.availability)).toEqual(["away", "away"]);
    watch.remove("amy@example.com");
    await settled();
    expect(dropped).toEqual([]);
    watch.close();
    await settled();
    expect(dropped).toEqual([["p-amy"]]);
  });

  it("does not unwatch a person who is being asked for by another address", async () => {
    const watch = me.presence.watch("amy@example.com");
    await settled();
    watch.add("a.amy@example.com");
    await Promise.resolve();
    watch.remove("amy@example.com");
    await settled();
    expect(dropped).toEqual([]);
    change("p-amy", Availability.AWAY);
    await settled();
    expect(watch.people.map(({ presence }) => presence.availability)).toEqual(["away"]);
  });

  it("S9: names what it holds on the next connection, and nobody flickers within 8 s", async () => {
    const watch = me.presence.watch("ben@example.com");
    await settled();
    const seen: string[] = [];
    watch.on("change", ({ presence }) => seen.push(presence.availability));
    peer.last.end();
    await clock.advanceAsync(250);
    expect(asked.at(-1)).toEqual([{ person: "ben@example.com", held: 7 }]);
    expect(seen).toEqual([]);
    expect(watch.people[0]?.presence.availability).toBe("available");
  });

  it("shows people as unknown when the link is lost for 8 s, and as they were when the server says so", async () => {
    const watch = me.presence.watch("ben@example.com");
    await settled();
    const seen: string[] = [];
    watch.on("change", ({ presence, previous }) => seen.push(`${previous.availability} → ${presence.availability}`));
    peer.unreachable = true;
    peer.last.end();
    await clock.advanceAsync(7_999);
    expect(seen).toEqual([]);
    await clock.advanceAsync(1);
    expect(seen).toEqual(["available → unknown"]);
    peer.unreachable = false;
    await clock.advanceAsync(20_000);
    expect(seen).toEqual(["available → unknown", "unknown → available"]);
  });

  it("shows people as unknown after 8 s also when connections come that nobody answers", async () => {
    const watch = me.presence.watch("ben@example.com");
    await settled();
    peer.on(sessionHello, () => undefined);
    peer.on(presenceWatch, () => undefined);
    peer.last.end();
    for (let count = 0; count < 4; count++) {
      expect(watch.people[0]?.presence.availability).toBe("available");
      await clock.advanceAsync(1_900);
      peer.last.end();
    }
    expect(peer.connections.length).toBeGreaterThan(2);
    await clock.advanceAsync(400);
    expect(watch.people[0]?.presence.availability).toBe("unknown");
  });

  it("leaves nothing behind after 1,000 watches", async () => {
    for (let count = 0; count < 1_000; count++) {
      const watch = me.presence.watch([`p${count % 50}@example.com`, `q${count}@example.com`]);
      watch.on("change", () => {});
      if (count % 3 === 0) await settled();
      watch.close();
    }
    await settled();
    const followed = new Set<string>();
    for (const { person } of asked.flat()) followed.add(idOf(person));
    expect(new Set(dropped.flat())).toEqual(followed);
    peer.last.end();
    await clock.advanceAsync(250);
    expect(peer.methods).toEqual([Method.SESSION_HELLO]);
  });
});

describe("one's own status", () => {
  it("changes one after the other, each on the version before it", async () => {
    const bases: (number | undefined)[] = [];
    let version = 1;
    peer.on(presenceSet, ({ base, choice }) => {
      bases.push(base?.version);
      return { version: { epoch: 1, version: ++version }, choice };
    });
    const first = me.presence.set({
      availability: "busy",
      message: "Quarter end",
      until: new Date(clock.now() + 60_000),
    });
    const second = me.presence.set({ message: "Almost done" });
    await first;
    expect(await second).toMatchObject({
      availability: "busy",
      message: "Almost done",
      until: new Date(clock.now() + 60_000),
    });
    expect(await me.presence.set({ availability: "available" })).toMatchObject({
      availability: undefined,
      until: undefined,
    });
    expect(bases).toEqual([1, 2, 3]);
  });

  it("P21: keeps exceptions with do-not-disturb only", async () => {
    const sent: unknown[] = [];
    peer.on(presenceSet, ({ choice }) => {
      sent.push(choice?.exceptions);
      return { version: { epoch: 1, version: sent.length + 1 }, choice, recent: ["Writing"] };
    });
    await me.presence.set({ availability: "do-not-disturb", exceptions: ["p-ben", { group: "sales" }] });
    const own = await me.presence.set({ message: "Writing" });
    expect(own).toMatchObject({ exceptions: ["p-ben", { group: "sales" }], recent: ["Writing"] });
    await me.presence.set({ availability: "busy" });
    const exceptions = [
      { person: "p-ben", group: "" },
      { person: "", group: "sales" },
    ];
    expect(sent).toEqual([exceptions, exceptions, []]);
  });

  it("F5: a stale change is refused with the newer status at hand", async () => {
    peer.on(presenceSet, () => ({ refuse: Code.STALE }));
    peer.on(presenceOwn, () => ({ version: { epoch: 1, version: 5 }, choice: { message: "from the phone" } }));
    await expect(me.presence.set({ message: "mine" })).rejects.toMatchObject({ name: "Refused", code: "stale" });
    expect(me.presence.own?.message).toBe("from the phone");
  });
});
