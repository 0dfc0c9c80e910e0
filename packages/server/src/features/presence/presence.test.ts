import {
  presenceActivity,
  presenceChanged,
  presenceOwn,
  presenceOwnChanged,
  presenceSet,
  presenceUnwatch,
  presenceWatch,
} from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { Activity, Availability } from "@livename/wire/presence";
import { DeviceKind } from "@livename/wire/session";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import type { Feature } from "../../kernel/feature.ts";
import { type View, view } from "../../people/view.ts";
import { createPresence, type PresenceOptions } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const TICK_MS = 10;
const DAMP_MS = 2_000;
const MINUTE_MS = 60_000;

let community: TestCommunity;
let presence: Feature;

async function start(options: Partial<PresenceOptions> = {}): Promise<Feature> {
  const { clock, store, people } = community;
  return createPresence({
    budget,
    clock,
    store: store.statuses,
    people,
    groups: new TestGroups(),
    view,
    communities: [COMMUNITY],
    limits: { watchBatch: 10, watches: 3, statusChars: 20, subjects: 3 },
    ...options,
  });
}

beforeEach(async () => {
  community = await openCommunity("amy", "bob", "cleo", "dan", "eve");
  presence = await start();
  community.clock.advance(60_000);
});
afterEach(async () => {
  await presence.stop?.();
  await community.close();
});

async function watch(session: TestSession, ...people: string[]) {
  const { results } = await session.call(presence, presenceWatch, { items: people.map((person) => ({ person })) });
  return results;
}
const watcher = (name = "bob") => open(presence, community.id(name));
const amy = () => community.id("amy");

describe("watching", () => {
  it("P11: answers each item in its place, found by id or any address in any case", async () => {
    open(presence, amy());
    const results = await watch(watcher(), amy(), "AMY@mail.Example.com", "nobody@example.com", "", "x".repeat(321));
    expect(results.map(({ person, code }) => [person, code])).toEqual([
      [amy(), 0],
      [amy(), 0],
      ["", Code.NO_SUCH_PERSON],
      ["", Code.INVALID],
      ["", Code.INVALID],
    ]);
    expect(results[0]!.presence).toMatchObject({
      availability: Availability.AVAILABLE,
      devices: [DeviceKind.DESKTOP],
      sinceMs: community.clock.now(),
    });
  });

  it("P11: the items beyond the bound are refused one by one; what is watched already costs nothing", async () => {
    const bob = watcher();
    const codes = (
      await watch(bob, "amy@example.com", amy(), "cleo@example.com", "dan@example.com", "eve@example.com")
    ).map(({ code }) => code);
    expect(codes).toEqual([0, 0, 0, 0, Code.TOO_MANY]);
    await bob.call(presence, presenceUnwatch, { people: [amy(), "unknown"] });
    expect((await watch(bob, "eve@example.com"))[0]!.code).toBe(0);
  });

  it("P11: a command with too many items is refused as a whole", async () => {
    await expect(watch(watcher(), ...Array.from({ length: 11 }, () => amy()))).rejects.toMatchObject({
      code: Code.TOO_MANY,
    });
  });

  it("P11, P14: what is held is not sent again, and equal views have equal versions after a restart", async () => {
    const bob = watcher();
    const [first] = await watch(bob, amy());
    const again = await bob.call(presence, presenceWatch, { items: [{ person: amy(), held: first!.version }] });
    expect(again.results[0]).toMatchObject({ version: first!.version, presence: undefined });
    presence = await start();
    community.clock.advance(60_000);
    expect((await watch(watcher(), amy()))[0]!.version).toBe(first!.version);
    expect(Number.isSafeInteger(first!.version) && first!.version > 0).toBe(true);
  });

  it("P13: a change is one push to each watcher, of the same bytes; changes within a tick are one", async () => {
    const [bob, cleo] = [watcher("bob"), watcher("cleo")];
    await watch(bob, amy());
    await watch(cleo, amy());
    const own = open(presence, amy());
    await own.call(presence, presenceActivity, { activity: Activity.MEETING });
    community.clock.advance(TICK_MS);
    expect(bob.sent).toHaveLength(1);
    expect(bob.sent[0]).toMatchObject({ kind: "register", key: `presence/${amy()}` });
    expect(cleo.sent[0]!.frame).toBe(bob.sent[0]!.frame);
    expect(bob.take(presenceChanged)[0]!.entries[0]).toMatchObject({
      person: amy(),
      presence: { availability: Availability.BUSY, activity: Activity.MEETING },
    });
  });

  it("P10: each view of a person is encoded once and sent to those who have it", async () => {
    const busy: View = {
      ...view(watcher(), amy()),
      presence: (whole) => ({ ...whole, availability: Availability.BUSY }),
    };
    const bobId = community.id("bob");
    presence = await start({ view: (who, person) => (who.person === bobId ? busy : view(who, person)) });
    const [bob, cleo, dan] = [watcher("bob"), watcher("cleo"), watcher("dan")];
    for (const session of [bob, cleo, dan]) await watch(session, amy());
    open(presence, amy());
    community.clock.advance(TICK_MS);
    expect(bob.take(presenceChanged)[0]!.entries[0]!.presence!.availability).toBe(Availability.BUSY);
    expect(dan.sent[0]!.frame).toBe(cleo.sent[0]!.frame);
    expect(cleo.take(presenceChanged)[0]!.entries[0]!.presence!.availability).toBe(Availability.AVAILABLE);
  });

  it("P12: watching ends with unwatch and with the connection", async () => {
    const [bob, cleo] = [watcher("bob"), watcher("cleo")];
    await watch(bob, amy());
    await watch(cleo, amy());
    await bob.call(presence, presenceUnwatch, { people: [amy()] });
    cleo.detach(presence);
    cleo.resume(presence);
    open(presence, amy());
    community.clock.advance(TICK_MS);
    expect([bob.sent, cleo.sent]).toEqual([[], []]);
  });

  it("P19: a deactivated person becomes offline to watchers, and nobody to those who ask", async () => {
    const person = amy();
    const own = open(presence, person);
    await own.call(presence, presenceSet, { choice: { message: "Here" } });
    const bob = watcher();
    await watch(bob, person);
    community.clock.advance(TICK_MS);
    bob.take(presenceChanged);
    await community.deactivate("amy");
    community.clock.advance(TICK_MS);
    expect(bob.take(presenceChanged)[0]!.entries[0]!.presence).toMatchObject({
      availability: Availability.OFFLINE,
      message: "",
    });
    expect((await watch(bob, person))[0]!.code).toBe(Code.NO_SUCH_PERSON);
  });

  it("P19: people added later are found by the next watch", async () => {
    const bob = watcher();
    expect((await watch(bob, "zoe@example.com"))[0]!.code).toBe(Code.NO_SUCH_PERSON);
    await community.add("zoe");
    expect((await watch(bob, "zoe@example.com"))[0]!).toMatchObject({ code: 0, person: community.id("zoe") });
  });
});

describe("sessions and time", () => {
  const seen = async () => (await watch(watcher(), amy()))[0]!.presence!;

  it("P5: away after 5 minutes without input, back with the next mark", async () => {
    const own = open(presence, amy());
    const bob = watcher();
    await watch(bob, amy());
    community.clock.advance(4 * MINUTE_MS);
    bob.take(presenceChanged);
    presence.input?.(own, 30_000);
    community.clock.advance(4 * MINUTE_MS);
    expect(bob.take(presenceChanged)).toEqual([]);
    community.clock.advance(31_000);
    const away = bob.take(presenceChanged);
    expect(away.map(({ entries }) => entries[0]!.presence!.availability)).toEqual([Availability.AWAY]);
    presence.input?.(own, 0);
    community.clock.advance(DAMP_MS);
    expect(bob.take(presenceChanged)[0]!.entries[0]!.presence!.availability).toBe(Availability.AVAILABLE);
  });

  it("P5: a late mark of an earlier use does not make anybody away sooner", async () => {
    const own = open(presence, amy());
    presence.input?.(own, 10 * MINUTE_MS);
    community.clock.advance(4 * MINUTE_MS);
    expect((await seen()).availability).toBe(Availability.AVAILABLE);
  });

  it("P5, S7: input of one session counts for all of its device, also when that session is closed", async () => {
    const [used, idle] = [open(presence, amy(), { device: "laptop" }), open(presence, amy(), { device: "laptop" })];
    const other = open(presence, amy(), { device: "phone" });
    community.clock.advance(4 * MINUTE_MS);
    presence.input?.(used, 0);
    presence.closed?.(used, "left");
    community.clock.advance(4 * MINUTE_MS);
    expect((await seen()).availability).toBe(Availability.AVAILABLE);
    presence.closed?.(idle, "left");
    expect((await seen()).availability).toBe(Availability.AWAY);
    // Opening a session is a use of its device.
    open(presence, amy(), { device: "phone" });
    expect((await seen()).availability).toBe(Availability.AVAILABLE);
    presence.closed?.(other, "left");
  });

  it("P4, F10: an activity that is not known counts as none", async () => {
    const own = open(presence, amy());
    await own.call(presence, presenceActivity, { activity: Activity.CALL });
    await own.call(presence, presenceActivity, { activity: 99 as Activity });
    expect(await seen()).toMatchObject({ activity: Activity.UNSPECIFIED, availability: Availability.AVAILABLE });
  });

  it("P8: a session without a kind is not among the devices", async () => {
    open(presence, amy(), { kind: DeviceKind.UNSPECIFIED });
    expect((await seen()).devices).toEqual([]);
    open(presence, amy(), { kind: DeviceKind.MOBILE });
    expect((await seen()).devices).toEqual([DeviceKind.MOBILE]);
  });

  it("P5: a session that does not mark input is never away", async () => {
    open(presence, amy(), { marksInput: false });
    community.clock.advance(60 * MINUTE_MS);
    expect((await seen()).availability).toBe(Availability.AVAILABLE);
  });

  it("P4, P7: an activity ends with its session, and since says when the pair began", async () => {
    open(presence, amy());
    const mobile = open(presence, amy(), { kind: DeviceKind.MOBILE });
    community.clock.advance(1_000);
    await mobile.call(presence, presenceActivity, { activity: Activity.CALL });
    const began = community.clock.now();
    community.clock.advance(1_000);
    expect(await seen()).toMatchObject({ activity: Activity.CALL, sinceMs: began, devices: [1, 2] });
    presence.closed?.(mobile, "lost");
    expect(await seen()).toMatchObject({ activity: 0, sinceMs: community.clock.now(), devices: [1] });
  });

  it("S2: a detached session counts, a closed one does not", async () => {
    const own = open(presence, amy());
    own.detach(presence);
    expect((await seen()).availability).toBe(Availability.AVAILABLE);
    presence.closed?.(own, "lost");
    expect((await seen()).availability).toBe(Availability.OFFLINE);
  });
});

describe("own status", () => {
  const set = (session: TestSession, choice: object, base?: object) =>
    session.call(presence, presenceSet, { choice, ...(base ? { base } : {}) });

  it("P15, P16: a choice is answered with its version and pushed to all who follow", async () => {
    const [desktop, mobile] = [open(presence, amy()), open(presence, amy())];
    expect((await mobile.call(presence, presenceOwn, {})).version).toEqual({
      epoch: community.store.epoch,
      version: 0,
    });
    const reply = await set(desktop, { availability: Availability.BUSY, message: " Quarter end " });
    expect(reply).toMatchObject({
      version: { version: 1 },
      choice: { availability: Availability.BUSY, message: "Quarter end" },
      presence: { availability: Availability.BUSY, message: "Quarter end" },
    });
    community.clock.advance(TICK_MS);
    expect(mobile.take(presenceOwnChanged).at(-1)).toEqual(reply);
  });

  it("P16: a set that builds on an older version is stale, one of two at the same time among them", async () => {
    const [desktop, mobile] = [open(presence, amy()), open(presence, amy())];
    const base = (await desktop.call(presence, presenceOwn, {})).version!;
    const both = await Promise.allSettled([
      set(desktop, { availability: Availability.BUSY }, base),
      set(mobile, { availability: Availability.AWAY }, base),
    ]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect((both[1] as PromiseRejectedResult).reason).toMatchObject({ code: Code.STALE });
    expect((await set(mobile, { availability: Availability.AWAY })).version!.version).toBe(2);
  });

  it("P16: nobody sees a choice that the store did not take", async () => {
    const store = { epoch: 1, all: async () => [], set: async () => Promise.reject(new Error("disk full")) };
    presence = await start({ store });
    const own = open(presence, amy());
    await expect(set(own, { availability: Availability.BUSY })).rejects.toThrow("disk full");
    expect((await own.call(presence, presenceOwn, {})).choice!.availability).toBe(Availability.UNSPECIFIED);
  });

  it.each([
    ["P16: an unknown availability", { availability: 17 }, Code.INVALID],
    ["P6: a message of two lines", { message: "one\ntwo" }, Code.INVALID],
    ["P6: a message that is too long", { message: "x".repeat(21) }, Code.TOO_LARGE],
    ["P6: a message that turns the text around it", { message: "busy \u202eysub" }, Code.INVALID],
    ["P16: an end in the past", { untilMs: 1 }, Code.INVALID],
  ])("%s is refused", async (_name, choice, code) => {
    await expect(set(open(presence, amy()), choice)).rejects.toMatchObject({ code });
  });

  it("P6, F20: blanks at the ends of a message are taken off before it is counted and looked at", async () => {
    const reply = await set(open(presence, amy()), { message: `\r\n\u00a0${"x".repeat(20)} \ufeff\n` });
    expect(reply.choice!.message).toBe("x".repeat(20));
  });

  it("P3: a choice ends by the clock, for others and for oneself", async () => {
    const own = open(presence, amy(), { marksInput: false });
    await own.call(presence, presenceOwn, {});
    const bob = watcher();
    await watch(bob, amy());
    await set(own, { availability: Availability.BUSY, message: "Lunch", untilMs: community.clock.now() + 90_000 });
    community.clock.advance(89_000);
    expect(bob.take(presenceChanged).at(-1)!.entries[0]!.presence!.availability).toBe(Availability.BUSY);
    own.take(presenceOwnChanged);
    community.clock.advance(2_100);
    expect(bob.take(presenceChanged)[0]!.entries[0]!.presence).toMatchObject({
      availability: Availability.AVAILABLE,
      message: "",
    });
    expect(own.take(presenceOwnChanged)[0]!.choice).toMatchObject({ availability: 0, message: "", untilMs: 0 });
  });
});

describe("restart", () => {
  it("P7, P17, P18: who comes back in time is never seen to be gone, and since counts from then, chosen or not", async () => {
    const own = open(presence, amy());
    await own.call(presence, presenceSet, { choice: { availability: Availability.BUSY, message: "Budget" } });
    community.clock.advance(1_000);
    const held = (await watch(watcher(), amy()))[0]!.version;
    await presence.stop?.();

    presence = await start();
    const bob = watcher();
    const item = { person: amy(), held };
    expect((await bob.call(presence, presenceWatch, { items: [item] })).results[0]).toMatchObject({
      version: held,
      presence: undefined,
    });
    community.clock.advance(10_000);
    const cameMs = community.clock.now();
    open(presence, amy());
    open(presence, community.id("cleo"));
    community.clock.advance(30_000);
    const told = bob.take(presenceChanged).flatMap(({ entries }) => entries);
    const busy = { availability: Availability.BUSY, message: "Budget", sinceMs: cameMs };
    expect(told.map((entry) => entry.presence)).toMatchObject([busy]);
    const seen = await watch(bob, amy(), community.id("cleo"));
    expect(seen.map((result) => result.presence?.sinceMs)).toEqual([cameMs, cameMs]);
  });

  it("F14, P16: the same key is the same change, also when another was made meanwhile", async () => {
    const own = open(presence, amy());
    const set = (availability: Availability, key: string) =>
      own.call(presence, presenceSet, { choice: { availability } }, key);
    const first = await set(Availability.BUSY, "key-0001");
    expect(await set(Availability.BUSY, "key-0001")).toEqual(first);
    const second = await set(Availability.AWAY, "key-0002");
    expect(second.version?.version).toBe(2);
    expect(await set(Availability.BUSY, "key-0001")).toEqual(second);
    await expect(set(Availability.AWAY, "key-0001")).rejects.toMatchObject({ code: Code.INVALID });
    expect((await set(Availability.BUSY, "")).version?.version).toBe(3);
  });

  it("P9, P18: after a start, who chose to be offline cannot be told from who is not back", async () => {
    const own = open(presence, amy());
    await own.call(presence, presenceSet, { choice: { availability: Availability.OFFLINE } });
    await presence.stop?.();
    presence = await start();
    open(presence, amy());
    const bob = watcher();
    const [here, gone] = [amy(), community.id("cleo")];
    const items = [here, gone].map((person) => ({ person, held: 4711 }));
    const { results } = await bob.call(presence, presenceWatch, { items });
    expect(results.map(({ version, presence }) => [version, presence])).toEqual([
      [4711, undefined],
      [4711, undefined],
    ]);
    open(presence, amy());
    community.clock.advance(19_999);
    expect(bob.take(presenceChanged)).toEqual([]);
    community.clock.advance(1);
    const told = bob.take(presenceChanged).flatMap(({ entries }) => entries);
    expect(told.map(({ person, presence }) => [person, presence?.availability])).toEqual(
      [here, gone].sort().map((person) => [person, Availability.OFFLINE]),
    );
  });

  it("P18: who does not come back is offline when the time is over", async () => {
    const own = open(presence, amy());
    const held = (await watch(watcher(), amy()))[0]!.version;
    presence.closed?.(own, "server-stop");
    presence = await start();
    const bob = watcher();
    await bob.call(presence, presenceWatch, { items: [{ person: amy(), held }] });
    community.clock.advance(19_999);
    expect(bob.take(presenceChanged)).toEqual([]);
    community.clock.advance(1);
    expect(bob.take(presenceChanged)[0]!.entries[0]!.presence!.availability).toBe(Availability.OFFLINE);
  });
});
