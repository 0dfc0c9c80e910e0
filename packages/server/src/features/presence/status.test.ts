import { presenceOwn, presenceSet, presenceWatch } from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { Availability } from "@livename/wire/presence";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { open, type TestSession } from "../../../test/features/test-session.ts";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import { view } from "../../people/view.ts";
import { createPresence, type Presence } from "./index.ts";

const budget = new Budget(memoryBounds(2 ** 30));

const MINUTE_MS = 60_000;
const DO_NOT_DISTURB = Availability.DO_NOT_DISTURB;

let community: TestCommunity;
let groups: TestGroups;
let presence: Presence;
let own: TestSession;

const start = () => {
  const { clock, store, people } = community;
  const limits = { watchBatch: 10, watches: 10, statusChars: 20, subjects: 3 };
  return createPresence({
    budget,
    clock,
    store: store.statuses,
    people,
    groups,
    view,
    communities: [COMMUNITY],
    limits,
  });
};
const id = (name: string) => community.id(name);
const set = (choice: object) => own.call(presence, presenceSet, { choice });

beforeEach(async () => {
  community = await openCommunity("amy", "bob", "cleo", "dan", "eve");
  groups = new TestGroups();
  presence = await start();
  own = open(presence, id("amy"));
});
afterEach(async () => {
  await presence.stop?.();
  await community.close();
});

describe("messages used last", () => {
  it("P20: are five, the newest first, each once, after a restart too", async () => {
    for (const message of ["zero", "one", "two", "three", "", "two", "four", "five"]) await set({ message });
    const recent = ["five", "four", "two", "three", "one"];
    expect((await own.call(presence, presenceOwn, {})).recent).toEqual(recent);
    await presence.stop?.();
    presence = await start();
    expect((await own.call(presence, presenceOwn, {})).recent).toEqual(recent);
  });

  it("P20: are gone when the person was erased", async () => {
    await set({ message: "one" });
    await community.store.people.erase(COMMUNITY, id("amy"));
    expect(await community.store.statuses.all(COMMUNITY)).toEqual([]);
  });
});

describe("do not disturb", () => {
  it("P21: is quiet for all but the exceptions, people and groups, until it ends", async () => {
    groups.set("https://example.com/plan", [id("cleo")]);
    const exceptions = [{ person: "BOB@example.com" }, { group: "https://Example.com/plan?tab=1" }];
    const reply = await set({ availability: DO_NOT_DISTURB, untilMs: community.clock.now() + MINUTE_MS, exceptions });
    expect(reply.choice!.exceptions).toEqual([
      { person: id("bob"), group: "" },
      { person: "", group: "https://example.com/plan" },
    ]);
    const quiet = () => ["bob", "cleo", "dan"].map((name) => presence.quiet(COMMUNITY, id(name), id("amy")));
    expect(quiet()).toEqual([false, false, true]);
    groups.set("https://example.com/plan", [id("dan")]);
    expect(quiet()).toEqual([false, true, false]);
    expect(presence.quiet(COMMUNITY, id("amy"), id("dan"))).toBe(false);
    community.clock.advance(MINUTE_MS);
    expect(quiet()).toEqual([false, false, false]);
  });

  it.each([
    [
      "with another availability",
      { availability: Availability.BUSY, exceptions: [{ person: "bob@example.com" }] },
      Code.INVALID,
    ],
    [
      "that name nobody",
      { availability: DO_NOT_DISTURB, exceptions: [{ person: "zoe@example.com" }] },
      Code.NO_SUCH_PERSON,
    ],
    ["that name no group", { availability: DO_NOT_DISTURB, exceptions: [{ group: "sales" }] }, Code.NO_SUCH_GROUP],
    ["that are empty", { availability: DO_NOT_DISTURB, exceptions: [{}] }, Code.INVALID],
    [
      "that are both",
      { availability: DO_NOT_DISTURB, exceptions: [{ person: "bob@example.com", group: "x" }] },
      Code.INVALID,
    ],
    [
      "that are many",
      { availability: DO_NOT_DISTURB, exceptions: Array(4).fill({ person: "bob@example.com" }) },
      Code.TOO_MANY,
    ],
  ])("P21: exceptions %s are refused", async (_what, choice, code) => {
    await expect(set(choice)).rejects.toMatchObject({ code });
  });
});

describe("appear as", () => {
  const availability = async () => {
    const { results } = await open(presence, id("bob")).call(presence, presenceWatch, {
      items: [{ person: id("amy") }],
    });
    return results[0]!.presence!.availability;
  };

  it("P3: available until a time is held until then; without one it is automatic", async () => {
    await set({ availability: Availability.AVAILABLE, untilMs: community.clock.now() + 60 * MINUTE_MS });
    community.clock.advance(30 * MINUTE_MS);
    expect(await availability()).toBe(Availability.AVAILABLE);
    community.clock.advance(31 * MINUTE_MS);
    expect(await availability()).toBe(Availability.AWAY);
    await set({ availability: Availability.AVAILABLE });
    expect(await availability()).toBe(Availability.AWAY);
  });

  it.each([-86_400_000, 86_400_000])(
    "Times: an end by a client whose time is %s ms off is by the server's",
    async (offMs) => {
      const timeMs = community.clock.now() + offMs;
      const choice = { availability: Availability.BUSY, untilMs: timeMs + 30 * MINUTE_MS };
      const reply = await own.call(presence, presenceSet, { choice }, "status-0001", timeMs);
      expect(reply.choice!.untilMs).toBe(community.clock.now() + 30 * MINUTE_MS);
      // The same command with its key, sent again: the time beside it is another.
      community.clock.advance(10_000);
      const again = await own.call(presence, presenceSet, { choice }, "status-0001", timeMs + 10_000);
      expect([again.version, again.choice]).toEqual([reply.version, reply.choice]);
    },
  );

  it.each(["\u202eevil", "a\u2066b", "a\u0000b", "a\u2028b", "\ud800"])("P6: %j is no message", async (message) => {
    if (message === "\ud800") return expect((await set({ message })).choice!.message).toBe("\ufffd");
    return expect(set({ message })).rejects.toMatchObject({ code: Code.INVALID });
  });

  it("P6: marks that a language needs, emoji and markup are text", async () => {
    for (const message of ["\u200fשלום\u200f", "👩‍💻 <b>x</b>", "مرحبا"])
      expect((await set({ message })).choice!.message).toBe(message);
  });
});
