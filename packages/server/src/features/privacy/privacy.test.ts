import {
  presenceActivity,
  presenceChanged,
  presenceWatch,
  privacyChanged,
  privacyGet,
  privacySet,
} from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { Activity, Availability } from "@livename/wire/presence";
import { PrivacyMode, type PrivacySettingsInit } from "@livename/wire/privacy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import { createView } from "../../people/view.ts";
import { createPresence, type Presence } from "../presence/index.ts";
import { createPrivacy, type PrivacyFeature } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const { ALLOW, BLOCK } = PrivacyMode;
const MINUTE_MS = 60_000;
const OFFLINE = { availability: Availability.OFFLINE, activity: 0, message: "", sinceMs: 0, untilMs: 0, devices: [] };

let community: TestCommunity;
let groups: TestGroups;
let privacy: PrivacyFeature;
let presence: Presence;
let amy: TestSession;

async function start(): Promise<void> {
  const { clock, store, people } = community;
  const limits = { watchBatch: 10, watches: 10, statusChars: 20, subjects: 5 };
  const communities = [COMMUNITY];
  privacy = await createPrivacy({ clock, store: store.privacy, people, groups, communities, limits });
  presence = await createPresence({
    budget,
    clock,
    store: store.statuses,
    people,
    groups,
    view: createView(privacy),
    communities,
    limits,
  });
  privacy.onChange((where, person) => presence.reviewPerson(where, person));
}

async function stop(): Promise<void> {
  await presence.stop?.();
  await privacy.stop?.();
}

beforeEach(async () => {
  community = await openCommunity("amy", "bob", "cleo", "dan", "eve");
  groups = new TestGroups();
  await start();
  community.clock.advance(MINUTE_MS);
  amy = open(presence, id("amy"));
});
afterEach(async () => {
  await stop();
  await community.close();
  expect(community.clock.pending).toBe(0);
});

const id = (name: string) => community.id(name);
const person = (name: string) => ({ person: `${name}@example.com` });
const set = (settings: PrivacySettingsInit, more: { base?: object; session?: TestSession; key?: string } = {}) =>
  (more.session ?? amy).call(privacy, privacySet, { settings, ...(more.base ? { base: more.base } : {}) }, more.key);
const shows = (names: string[], choice: object) => ({ to: names.map(person), choice });

/** What somebody sees of Amy, asked anew. */
async function seen(by: string, whom = "amy") {
  const { results } = await open(presence, id(by)).call(presence, presenceWatch, { items: [{ person: id(whom) }] });
  return results[0]!.presence!;
}
const visible = async (...names: string[]) =>
  (await Promise.all(names.map((by) => seen(by)))).map(({ availability }) => availability !== Availability.OFFLINE);

describe("settings", () => {
  it("V1, V2: are a register by ids, pushed to all devices that asked, and kept", async () => {
    const other = open(presence, id("amy"));
    groups.set("https://example.com/plan", [id("dan")]);
    expect(await other.call(privacy, privacyGet, {})).toMatchObject({ version: { version: 0 }, settings: { mode: 0 } });
    const listed = [person("BOB"), person("bob"), person("amy"), { group: "HTTPS://example.com/plan?x=1" }];
    const reply = await set({ mode: BLOCK, listed });
    expect(reply).toMatchObject({
      version: { epoch: community.store.epoch, version: 1 },
      settings: { mode: BLOCK, listed: [{ person: id("bob") }, { group: "https://example.com/plan" }] },
    });
    expect(other.take(privacyChanged)).toEqual([reply]);
    other.detach(privacy);
    other.resume(privacy);
    await stop();
    await start();
    expect(await amy.call(privacy, privacyGet, {})).toEqual(reply);
    expect(privacy.hidden(COMMUNITY, id("bob"), id("amy"))).toBe(true);
    await set({});
    expect(other.take(privacyChanged)).toEqual([]);
  });

  it("V2, F14: a set on an older version is stale; the same key is the same change", async () => {
    const base = (await amy.call(privacy, privacyGet, {})).version!;
    const both = await Promise.allSettled([set({ mode: ALLOW }, { base }), set({ mode: BLOCK }, { base })]);
    expect(both.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect((both[1] as PromiseRejectedResult).reason).toMatchObject({ code: Code.STALE });
    await set({ mode: BLOCK }, { key: "key-0001" });
    await set({ mode: ALLOW }, { key: "key-0002" });
    expect((await set({ mode: BLOCK }, { key: "key-0001" })).settings!.mode).toBe(ALLOW);
  });

  it("V2: whom a list names may stay in it after they have left", async () => {
    await set({ mode: BLOCK, listed: [person("bob")] });
    const { settings } = await amy.call(privacy, privacyGet, {});
    await community.deactivate("bob");
    expect((await set({ ...settings!, listed: [...settings!.listed, person("dan")] })).settings!.listed).toHaveLength(
      2,
    );
    await expect(set({ mode: BLOCK, listed: [person("bob")] })).rejects.toMatchObject({ code: Code.NO_SUCH_PERSON });
  });

  it("V2: nobody is hidden from by settings that the store did not take", async () => {
    const { clock, people } = community;
    const store = { epoch: 1, all: async () => [], set: async () => Promise.reject(new Error("disk full")) };
    const limits = { statusChars: 20, subjects: 5 };
    const full = await createPrivacy({ clock, store, people, groups, communities: [COMMUNITY], limits });
    await expect(amy.call(full, privacySet, { settings: { mode: ALLOW } })).rejects.toThrow("disk full");
    expect(full.hides(COMMUNITY, id("amy"), id("bob"))).toBe(false);
    expect((await amy.call(full, privacyGet, {})).version!.version).toBe(0);
    await full.stop?.();
  });

  const many = (count: number) => Array.from({ length: count }, () => person("bob"));
  it.each<[string, PrivacySettingsInit, Code]>([
    ["an unknown mode", { mode: 7 as PrivacyMode }, Code.INVALID],
    ["somebody unknown", { mode: BLOCK, listed: [{ person: "zoe@example.com" }] }, Code.NO_SUCH_PERSON],
    ["a name without end", { mode: BLOCK, listed: [{ person: "x".repeat(10_000) }] }, Code.NO_SUCH_PERSON],
    ["an unknown group", { mode: BLOCK, listed: [{ group: "sales" }] }, Code.NO_SUCH_GROUP],
    ["a group that is no name", { mode: BLOCK, listed: [{ group: "\u0000" }] }, Code.INVALID],
    ["nobody", { mode: BLOCK, listed: [{}] }, Code.INVALID],
    ["too many", { mode: BLOCK, listed: many(6) }, Code.TOO_MANY],
    ["offline shown", { shown: [shows(["bob"], { availability: Availability.OFFLINE })] }, Code.INVALID],
    ["something shown to nobody", { shown: [shows([], {})] }, Code.INVALID],
    ["nothing shown", { shown: [{ to: [person("bob")] }] }, Code.INVALID],
    ["a long message shown", { shown: [shows(["bob"], { message: "x".repeat(21) })] }, Code.TOO_LARGE],
    ["an override shown", { shown: [shows(["bob"], { message: "\u202e" })] }, Code.INVALID],
    ["17 statuses shown", { shown: Array(17).fill(shows(["bob"], {})) }, Code.TOO_MANY],
    [
      "too many in all lists together",
      { mode: BLOCK, listed: many(3), shown: [{ to: many(3), choice: {} }] },
      Code.TOO_MANY,
    ],
    ["too many shown to", { shown: [{ to: many(6), choice: {} }] }, Code.TOO_MANY],
  ])("V3: %s is refused, and nothing is changed", async (_what, settings, code) => {
    await expect(set(settings)).rejects.toMatchObject({ code });
    expect((await amy.call(privacy, privacyGet, {})).version!.version).toBe(0);
  });

  it("V3: a million ids are refused before they are looked at", async () => {
    const listed = Array.from({ length: 1_000_000 }, (_, index) => ({ person: `p${index}` }));
    const began = performance.now();
    await expect(set({ mode: BLOCK, listed })).rejects.toMatchObject({ code: Code.TOO_MANY });
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe("hiding", () => {
  it("V4: a block list hides from those on it, an allow list from all others, and nobody sees a difference to offline", async () => {
    expect(await visible("bob", "cleo", "dan")).toEqual([true, true, true]);
    await set({ mode: BLOCK, listed: [person("bob")] });
    expect(await visible("bob", "cleo", "dan")).toEqual([false, true, true]);
    expect(await seen("bob")).toEqual(OFFLINE);
    await set({ mode: ALLOW, listed: [person("bob")] });
    expect(await visible("bob", "cleo", "dan")).toEqual([true, false, false]);
    expect((await seen("amy")).availability).toBe(Availability.AVAILABLE);
  });

  it("V5: whom one hides from, one does not see; being invisible hides nobody from oneself", async () => {
    open(presence, id("bob"));
    await set({ mode: BLOCK, listed: [person("bob")] });
    expect(await seen("amy", "bob")).toEqual(OFFLINE);
    expect(privacy.hides(COMMUNITY, id("bob"), id("amy"))).toBe(false);
    expect(privacy.hides(COMMUNITY, id("amy"), id("bob"))).toBe(true);
    expect(privacy.hides(COMMUNITY, id("amy"), id("amy"))).toBe(false);
  });

  it("V4, V6: a group follows its members, and who watches is told", async () => {
    groups.set("sales", [id("bob")]);
    await set({ mode: BLOCK, listed: [{ group: "sales" }] });
    const [bob, cleo] = [open(presence, id("bob")), open(presence, id("cleo"))];
    for (const session of [bob, cleo]) await session.call(presence, presenceWatch, { items: [{ person: id("amy") }] });
    community.clock.advance(5_000);
    expect([bob.take(presenceChanged), cleo.take(presenceChanged)]).toEqual([[], []]);
    const movedMs = community.clock.now();
    groups.set("sales", [id("cleo")]);
    community.clock.advance(10);
    expect(bob.take(presenceChanged)[0]!.entries[0]!.presence).toMatchObject({ availability: 3, sinceMs: movedMs });
    expect(cleo.take(presenceChanged)[0]!.entries[0]!.presence).toEqual(OFFLINE);
    groups.set("sales", undefined);
    community.clock.advance(10);
    expect(cleo.take(presenceChanged)[0]!.entries[0]!.presence).toMatchObject({ availability: 3 });
  });

  it("V6: who hides is pushed as offline to those who watch, and sees them go", async () => {
    const bob = open(presence, id("bob"));
    await bob.call(presence, presenceWatch, { items: [{ person: id("amy") }] });
    await amy.call(presence, presenceWatch, { items: [{ person: id("bob") }] });
    await set({ mode: BLOCK, listed: [person("bob")] });
    community.clock.advance(10);
    for (const session of [bob, amy]) expect(session.take(presenceChanged)[0]!.entries[0]!.presence).toEqual(OFFLINE);
  });

  it("V6: thousands who name one group are looked at a hundred at a time", async () => {
    const told: string[] = [];
    privacy.onChange((_where, who) => told.push(who));
    groups.set("sales", []);
    const names = Array.from({ length: 250 }, (_, index) => `n${index}`);
    await community.add(...names);
    const settings = { mode: BLOCK, listed: [{ group: "sales" }] };
    for (const name of names) await set(settings, { session: open(presence, id(name)) });
    community.clock.advance(1_000);
    told.length = 0;
    groups.set("sales", [id("bob")]);
    expect(told).toHaveLength(100);
    expect(await seen("bob", "n249")).toEqual(OFFLINE);
    community.clock.advance(10);
    expect(told).toHaveLength(200);
    community.clock.advance(10);
    expect(new Set(told).size).toBe(250);
    community.clock.advance(10);
  });

  it("V9: settings that are answered count at once, however many are looked at for their groups", async () => {
    groups.set("sales", []);
    const names = Array.from({ length: 150 }, (_, index) => `n${index}`);
    await community.add(...names);
    const settings = { mode: BLOCK, listed: [{ group: "sales" }] };
    for (const name of names) await set(settings, { session: open(presence, id(name)) });
    community.clock.advance(1_000);
    groups.set("sales", [id("dan")]);
    const bob = open(presence, id("bob"));
    await bob.call(presence, presenceWatch, { items: [{ person: id("amy") }] });
    await set({ mode: BLOCK, listed: [person("bob")] });
    expect(await seen("bob")).toEqual(OFFLINE);
    community.clock.advance(10);
    expect(bob.take(presenceChanged)[0]!.entries[0]!.presence).toEqual(OFFLINE);
    community.clock.advance(20);
  });
});

describe("times", () => {
  it("V7: do not reach back before the watcher could see the person", async () => {
    const cameMs = community.clock.now();
    await set({ mode: BLOCK, listed: [person("bob")] });
    community.clock.advance(MINUTE_MS);
    await set({ mode: BLOCK, listed: [person("cleo")] });
    const shownMs = community.clock.now();
    expect((await seen("bob")).sinceMs).toBe(shownMs);
    expect((await seen("dan")).sinceMs).toBe(cameMs);
    community.clock.advance(MINUTE_MS);
    await set({});
    expect((await seen("bob")).sinceMs).toBe(shownMs);
    expect((await seen("cleo")).sinceMs).toBe(shownMs + MINUTE_MS);
  });

  it("V7: that a group once hid somebody counts after they have left it", async () => {
    groups.set("sales", [id("bob")]);
    await set({ mode: BLOCK, listed: [{ group: "sales" }] });
    community.clock.advance(MINUTE_MS);
    await set({});
    const shownMs = community.clock.now();
    community.clock.advance(MINUTE_MS);
    groups.set("sales", []);
    expect((await seen("bob")).sinceMs).toBe(shownMs);
  });

  it("V7: what one shows to others does not change the times that one sees of them", async () => {
    groups.set("sales", [id("cleo")]);
    const cameMs = community.clock.now();
    open(presence, id("bob"));
    await set({ shown: [{ to: [{ group: "sales" }], choice: { availability: Availability.BUSY } }] });
    community.clock.advance(MINUTE_MS);
    groups.set("sales", [id("bob")]);
    community.clock.advance(MINUTE_MS);
    groups.set("sales", []);
    expect((await seen("amy", "bob")).sinceMs).toBe(cameMs);
  });

  it("V7: who comes into a group is not told of settings that named it before", async () => {
    const cameMs = community.clock.now();
    groups.set("sales", [id("cleo")]);
    await set({ mode: BLOCK, listed: [{ group: "sales" }] });
    community.clock.advance(MINUTE_MS);
    await set({});
    community.clock.advance(MINUTE_MS);
    groups.set("sales", [id("cleo"), id("bob")]);
    expect((await seen("bob")).sinceMs).toBe(cameMs);
    expect((await seen("cleo")).sinceMs).toBe(cameMs + MINUTE_MS);
  });

  it("V7: who comes into a group is not told when a status that it was shown ended before", async () => {
    const cameMs = community.clock.now();
    groups.set("sales", [id("cleo")]);
    const choice = { availability: Availability.BUSY, untilMs: cameMs + MINUTE_MS };
    await set({ shown: [{ to: [{ group: "sales" }], choice }] });
    community.clock.advance(2 * MINUTE_MS);
    groups.set("sales", [id("cleo"), id("bob")]);
    const check = async () => {
      expect((await seen("bob")).sinceMs).toBe(cameMs);
      expect((await seen("cleo")).sinceMs).toBe(cameMs + MINUTE_MS);
    };
    await check();
    community.clock.advance(MINUTE_MS);
    await set({});
    await check();
  });

  it("V7: the end of a status that another one went before all the time is no moment", async () => {
    const setMs = community.clock.now();
    const later = { availability: Availability.BUSY, untilMs: setMs + MINUTE_MS };
    await set({ shown: [shows(["bob"], { availability: Availability.AWAY }), shows(["bob"], later)] });
    community.clock.advance(2 * MINUTE_MS);
    expect(await seen("bob")).toMatchObject({ availability: Availability.AWAY, sinceMs: setMs });
  });

  it("V7: a watcher who hid sees no time from before", async () => {
    const bob = open(presence, id("bob"));
    await set({ mode: BLOCK, listed: [person("amy")] }, { session: bob });
    community.clock.advance(MINUTE_MS);
    await set({}, { session: bob });
    expect((await seen("bob")).sinceMs).toBe(community.clock.now());
  });

  it("V7: what is too long ago to be remembered counts as hidden from everybody", async () => {
    const momentsMs: number[] = [];
    for (let change = 0; change < 20; change++) {
      await set({ mode: BLOCK, listed: [person(change % 2 ? "bob" : "cleo")] });
      momentsMs.push(community.clock.now());
      community.clock.advance(1_000);
    }
    expect((await seen("dan")).sinceMs).toBe(momentsMs[3]);
  });
});

describe("a status for chosen people", () => {
  const shown = [
    shows(["bob"], { availability: Availability.BUSY, message: "Budget" }),
    shows(["bob", "cleo"], { message: "Here" }),
  ];

  it("V8: is the first that names the watcher, without activity, from when it was set", async () => {
    await amy.call(presence, presenceActivity, { activity: Activity.MEETING });
    await set({ shown });
    const setMs = community.clock.now();
    community.clock.advance(1_000);
    const common = { activity: Activity.UNSPECIFIED, sinceMs: setMs, untilMs: 0, devices: [1] };
    expect(await seen("bob")).toEqual({ ...common, availability: Availability.BUSY, message: "Budget" });
    expect(await seen("cleo")).toEqual({ ...common, availability: Availability.AVAILABLE, message: "Here" });
    expect(await seen("dan")).toMatchObject({ availability: Availability.BUSY, activity: Activity.MEETING });
    expect(await seen("amy")).toMatchObject({ activity: Activity.MEETING });
  });

  it("V8: stays as it is when other settings change, and begins when the person comes", async () => {
    await set({ shown });
    const setMs = community.clock.now();
    community.clock.advance(MINUTE_MS);
    await set({ mode: BLOCK, listed: [person("dan")], shown });
    expect((await seen("bob")).sinceMs).toBe(setMs);
    presence.closed?.(amy, "left");
    expect(await seen("bob")).toEqual(OFFLINE);
    community.clock.advance(MINUTE_MS);
    amy = open(presence, id("amy"));
    expect((await seen("bob")).sinceMs).toBe(community.clock.now());
  });

  it("Times: an end by a client whose time is a day off is by the server's", async () => {
    const timeMs = community.clock.now() - 86_400_000;
    const settings = { shown: [shows(["bob"], { availability: Availability.BUSY, untilMs: timeMs + MINUTE_MS })] };
    const reply = await amy.call(privacy, privacySet, { settings }, "", timeMs);
    expect(reply.settings!.shown[0]!.choice!.untilMs).toBe(community.clock.now() + MINUTE_MS);
  });

  it("V8: ends at its time, and the true times before it stay unknown", async () => {
    const untilMs = community.clock.now() + MINUTE_MS;
    await set({ shown: [shows(["bob"], { availability: Availability.BUSY, untilMs })] });
    const bob = open(presence, id("bob"));
    const { results } = await bob.call(presence, presenceWatch, { items: [{ person: id("amy") }] });
    expect(results[0]!.presence).toMatchObject({ availability: Availability.BUSY, untilMs });
    community.clock.advance(MINUTE_MS + 1_010);
    const [changed] = bob.take(presenceChanged);
    expect(changed!.entries[0]!.presence).toMatchObject({ availability: Availability.AVAILABLE, sinceMs: untilMs });
    expect((await set({ shown: [shows(["bob"], { untilMs })] })).settings!.shown).toEqual([]);
  });
});
