import { Code } from "@livename/wire/frame";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { TestSession } from "../../../test/features/test-session.ts";
import type { GroupBounds } from "../../people/group-bounds.ts";
import { type LoadedGroups, loadGroups } from "../../people/groups-index.ts";
import { groupSetter } from "./group-setter.ts";

let community: TestCommunity;
let groups: LoadedGroups;
beforeEach(async () => {
  community = await openCommunity("amy", "bob", "cleo");
  groups = await loadGroups(community.store, community.people, [COMMUNITY]);
});
afterEach(() => community.close());

const PEOPLE = ["amy@example.com", "bob@example.com", "cleo@example.com"];
const TOO_MANY = { code: Code.TOO_MANY };

const CONTEXT = { timeMs: 0, gone: false, follow() {} };

/** Sets groups as an application does. */
function application(bounds: GroupBounds) {
  const session = new TestSession(community.id("amy"), { scopes: ["groups:set"] });
  const set = groupSetter(community.store.groups, groups, bounds);
  return (group: string, members: readonly string[], key = "") => {
    const payload = new TextEncoder().encode(members.join());
    return set(session, { group, name: "", members: [...members] }, { ...CONTEXT, key, payload });
  };
}

const ids = () => [...groups.ids(COMMUNITY)].sort();

describe("groups of applications", () => {
  it("D5: no chain of groups is so long that setting the last goes through too many", async () => {
    const set = application({ atOnce: 40, together: 1_000 });
    await set("g0", PEOPLE);
    let last = 0;
    // Each is one more that is gone through when the first is set.
    for (; last < 9; last++) await set(`g${last + 1}`, [`g${last}`]);
    await expect(set("g0", PEOPLE)).rejects.toMatchObject(TOO_MANY);
    expect(groups.find(COMMUNITY, "g9")!.members.size).toBe(3);
    // Who is to go from all of them goes at once: the first is removed.
    await set("g0", []);
    expect(groups.find(COMMUNITY, "g9")!.members.size).toBe(0);
  });

  it("D5: groups inside each other are gone through once for each, and refused when they are too many", async () => {
    const set = application({ atOnce: 30, together: 1_000 });
    await set("bottom", PEOPLE);
    for (const top of ["a", "b", "c"]) await set(top, ["bottom"]);
    await set("bottom", PEOPLE.slice(1));
    expect(groups.find(COMMUNITY, "c")!.members.size).toBe(2);
    await set("d", ["bottom"]);
    await set("e", ["bottom"]);
    await expect(set("bottom", PEOPLE)).rejects.toMatchObject(TOO_MANY);
    expect(groups.find(COMMUNITY, "bottom")!.members.size).toBe(2);
  });

  it("D5: groups of applications have a bound together, that of many at once too; removing makes room", async () => {
    const set = application({ atOnce: 100, together: 50 });
    const all = await Promise.allSettled(["a", "b", "c", "d"].map((id) => set(id, PEOPLE)));
    expect(all.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled", "rejected"]);
    expect(ids()).toEqual(["a", "b", "c"]);
    await expect(set("d", PEOPLE)).rejects.toMatchObject(TOO_MANY);
    await set("a", PEOPLE.slice(1));
    await set("a", []);
    await set("d", PEOPLE, "the-key-of-d");
    expect(ids()).toEqual(["b", "c", "d"]);
    // A repetition is not refused for what it would cost now: it had its effect.
    const full = application({ atOnce: 100, together: 1 });
    await expect(full("d", PEOPLE, "another-key")).rejects.toMatchObject(TOO_MANY);
    await full("d", PEOPLE, "the-key-of-d");
  });
});
