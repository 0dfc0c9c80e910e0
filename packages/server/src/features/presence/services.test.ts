import { presenceServiceActivity, presenceSet, presenceWatch } from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { Activity, Availability, type ServiceActivityInit } from "@livename/wire/presence";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import { view } from "../../people/view.ts";
import { createPresence, type Presence } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const { MEETING, CALL, PRESENTING, UNSPECIFIED } = Activity;

let community: TestCommunity;
let presence: Presence;
let calendar: TestSession;
let amy: TestSession;

beforeEach(async () => {
  community = await openCommunity("amy", "bob", "cleo", "calendar", "phone");
  const { clock, store, people } = community;
  const limits = { watchBatch: 1_000, watches: 10, statusChars: 20, subjects: 3 };
  const groups = new TestGroups();
  presence = await createPresence({
    budget,
    clock,
    store: store.statuses,
    people,
    groups,
    view,
    communities: [COMMUNITY],
    limits,
  });
  calendar = service("calendar");
  amy = open(presence, community.id("amy"), { marksInput: false });
});
afterEach(async () => {
  await presence.stop?.();
  await community.close();
});

function service(name: string): TestSession {
  return open(presence, community.id(name), { scopes: ["presence:read", "activity:set"], marksInput: false });
}
const say = async (by: TestSession, ...activities: ServiceActivityInit[]) =>
  (await by.call(presence, presenceServiceActivity, { activities })).codes;
const about = (activity: Activity, untilMs = 0) => ({ person: "AMY@example.com", activity, untilMs });
const seen = async () => {
  const bob = open(presence, community.id("bob"));
  const { results } = await bob.call(presence, presenceWatch, { items: [{ person: "amy@example.com" }] });
  const { availability, activity } = results[0]!.presence!;
  return [availability, activity];
};

describe("what services say", () => {
  it("P22: needs the scope activity:set of the sign-in", async () => {
    await expect(say(amy, about(MEETING))).rejects.toMatchObject({
      code: Code.FORBIDDEN,
      message: expect.stringContaining("activity:set"),
    });
    expect(await seen()).toEqual([Availability.AVAILABLE, UNSPECIFIED]);
  });

  it("Times: an end by a service whose time is a day off is by the server's", async () => {
    const timeMs = community.clock.now() - 86_400_000;
    const request = { activities: [about(MEETING, timeMs + 60_000)] };
    expect((await calendar.call(presence, presenceServiceActivity, request, "", timeMs)).codes).toEqual([0]);
    community.clock.advance(58_000);
    expect(await seen()).toEqual([Availability.BUSY, MEETING]);
    community.clock.advance(4_000);
    expect(await seen()).toEqual([Availability.AVAILABLE, UNSPECIFIED]);
  });

  it("P22: counts beside the person's own activities, until it is withdrawn, its time or its session ends", async () => {
    const phone = service("phone");
    expect(await say(calendar, about(MEETING, community.clock.now() + 60_000))).toEqual([0]);
    expect(await say(phone, about(CALL))).toEqual([0]);
    expect(await seen()).toEqual([Availability.BUSY, CALL]);
    await say(phone, about(UNSPECIFIED));
    expect(await seen()).toEqual([Availability.BUSY, MEETING]);
    community.clock.advance(61_000);
    expect(await seen()).toEqual([Availability.AVAILABLE, UNSPECIFIED]);
    await say(calendar, about(MEETING), about(PRESENTING));
    expect(await seen()).toEqual([Availability.BUSY, PRESENTING]);
    calendar.detach(presence);
    expect(await seen()).toEqual([Availability.BUSY, PRESENTING]);
    presence.closed?.(calendar, "lost");
    expect(await seen()).toEqual([Availability.AVAILABLE, UNSPECIFIED]);
  });

  it("P22: whoever is offline or invisible stays so", async () => {
    await amy.call(presence, presenceSet, { choice: { availability: Availability.OFFLINE } });
    await say(calendar, about(MEETING), { person: "cleo@example.com", activity: MEETING });
    expect(await seen()).toEqual([Availability.OFFLINE, UNSPECIFIED]);
    expect(presence.isThere(COMMUNITY, community.id("amy"))).toBe(false);
    expect(presence.isThere(COMMUNITY, community.id("cleo"))).toBe(false);
    await amy.call(presence, presenceSet, { choice: {} });
    expect(await seen()).toEqual([Availability.BUSY, MEETING]);
  });

  it("P22: items are refused one by one", async () => {
    const codes = await say(
      calendar,
      { person: "zoe@example.com", activity: MEETING },
      { person: "", activity: MEETING },
      { person: "x".repeat(321), activity: MEETING },
      { person: "amy@example.com", activity: 9 as Activity },
      about(MEETING, 1),
      about(CALL),
    );
    expect(codes).toEqual([Code.NO_SUCH_PERSON, Code.INVALID, Code.INVALID, Code.INVALID, Code.INVALID, 0]);
    await expect(say(calendar, ...Array.from({ length: 1_001 }, () => about(CALL)))).rejects.toMatchObject({
      code: Code.TOO_MANY,
    });
  });

  it("F13: what services say is held for whoever signed in, until it is withdrawn or the session ends", async () => {
    const held = (): number => budget.held("presence");
    const before = held();
    await say(calendar, about(MEETING), { person: "bob@example.com", activity: CALL });
    const each = (held() - before) / 2;
    expect(each).toBeGreaterThan(200);
    await say(calendar, about(CALL), about(UNSPECIFIED), about(UNSPECIFIED));
    expect(held() - before).toBe(each);
    const room = budget.personBytes - calendar.share.heldBytes;
    budget.note(calendar.share, "presence", room);
    expect(await say(calendar, about(MEETING), { person: "bob@example.com", activity: MEETING })).toEqual([
      Code.TOO_MANY,
      0,
    ]);
    budget.give(calendar.share, "presence", room);
    presence.closed?.(calendar, "lost");
    expect(held()).toBe(before);
  });

  it("P22: one session says something about 10,000 people at most", async () => {
    const names = Array.from({ length: 10_001 }, (_, index) => `n${index}`);
    await community.add(...names);
    const items = names.map((name) => ({ person: `${name}@example.com`, activity: CALL }));
    const codes: number[] = [];
    for (let at = 0; at < items.length; at += 1_000)
      codes.push(...(await say(calendar, ...items.slice(at, at + 1_000))));
    expect(codes.filter((code) => code !== 0)).toEqual([Code.TOO_MANY]);
    expect(await say(calendar, items[3]!, { ...items[4]!, activity: UNSPECIFIED }, items.at(-1)!)).toEqual([0, 0, 0]);
  });
});
