import {
  directoryBrowse,
  directoryChart,
  directoryResolve,
  directorySearch,
  directorySetGroup,
} from "@livename/wire/calls";
import { BrowseBy } from "@livename/wire/directory";
import { Code } from "@livename/wire/frame";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../test/features/community.ts";
import { open } from "../../test/features/test-session.ts";
import { person } from "../../test/store/contract.ts";
import type { Feature } from "../feature.ts";
import { view } from "../presence/index.ts";
import { createDirectory } from "./feature.ts";
import { type LoadedGroups, loadGroups } from "./groups-index.ts";
import { Searches } from "./searches.ts";

let community: TestCommunity;
let directory: Feature;
let groups: LoadedGroups;
const people = [
  ["amy", "Amy Currie", "Sales", ""],
  ["bob", "Bob Currie", "Sales", "amy"],
  ["cleo", "Cleo Müller", "Research", "amy"],
  ["dan", "Dan Amyot", "", "bob"],
] as const;

beforeAll(async () => {
  community = await openCommunity();
  const { store } = community;
  await store.people.import(
    COMMUNITY,
    people.map(([address, name, department, manager]) =>
      person(`${address}@example.com`, { name, department, manager: manager && `${manager}@example.com` }),
    ),
  );
  await community.people.reload(COMMUNITY);
  await store.groups.import(COMMUNITY, [
    { id: "chiefs", name: "Chiefs", members: ["amy@example.com"] },
    { id: "all", name: "Everybody", members: ["chiefs", "dan@example.com", "cleo@example.com"] },
  ]);
  groups = await loadGroups(store, community.people, [COMMUNITY]);
  const limits = { watchBatch: 5 };
  const log = { error: () => expect.fail("Something was logged.") };
  directory = await createDirectory({
    ...{ store, people: community.people, groups, view, communities: [COMMUNITY], limits, log },
  });
});
afterAll(() => community.close());

const someone = (scopes: readonly string[] = []) => open(directory, community.id("amy"), { scopes });
const names = (list: ReadonlyArray<{ name: string }>) => list.map(({ name }) => name.split(" ")[0]).join(" ");

describe("finding people", () => {
  it("D6, D7: searches as one types, an address first, and answers cards", async () => {
    const amy = someone();
    const search = async (query: string, limit = 0) => amy.call(directory, directorySearch, { query, limit });
    expect(names((await search("am")).people)).toBe("Amy Dan");
    const card = { id: community.id("bob"), department: "Sales", manager: community.id("amy"), actions: ["chat"] };
    expect((await search("bob")).people).toMatchObject([card]);
    expect(await search("c", 1)).toMatchObject({ people: [{ name: "Amy Currie" }], more: true });
    expect(names((await search("DAN@example.com")).people)).toBe("Dan");
    expect(await search("")).toMatchObject({ people: [], more: false });
    expect(names((await search("Daniel <DAN@example.com> ")).people)).toBe("Dan");
    // Longer than any name: not so much as looked through for an address.
    const padding = "x".repeat(320 - " <dan@example.com>".length);
    expect(names((await search(`${padding} <dan@example.com>`)).people)).toBe("Dan");
    expect((await search(`${padding}x <dan@example.com>`)).people).toEqual([]);
  });

  it("D9: resolves names in batches, each in its place", async () => {
    const written = ["currie, bob", "Currie", "x", "", "<AMY@example.com>"];
    const amy = someone();
    const { matches } = await amy.call(directory, directoryResolve, { names: written });
    expect(matches.map((match) => [names(match.people), match.code])).toEqual([
      ["Bob", 0],
      ["Amy", 0],
      ["", 0],
      ["", Code.INVALID],
      ["Amy", 0],
    ]);
    // Cards of one answer are as many as those of D1 at most: fewer names get more of them.
    expect(matches[1]!.more).toBe(true);
    const alone = await amy.call(directory, directoryResolve, { names: ["Currie", "x"] });
    expect(alone.matches).toMatchObject([
      { people: [{ name: "Amy Currie" }, { name: "Bob Currie" }], more: false },
      {},
    ]);
    await expect(amy.call(directory, directoryResolve, { names: [...written, "y"] })).rejects.toMatchObject({
      code: Code.TOO_MANY,
    });
  });

  it("D10: browses departments and groups, and the people in them", async () => {
    const amy = someone();
    const browse = (by: BrowseBy, within = "", after = "", limit = 0) =>
      amy.call(directory, directoryBrowse, { by, in: within, after, limit });
    expect((await browse(BrowseBy.DEPARTMENT)).sections).toEqual([
      { id: "Research", name: "Research", people: 1 },
      { id: "Sales", name: "Sales", people: 2 },
    ]);
    expect(names((await browse(BrowseBy.DEPARTMENT, "Sales")).people)).toBe("Amy Bob");
    const first = await browse(BrowseBy.GROUP, "", "", 1);
    expect(first).toMatchObject({ sections: [{ id: "chiefs", name: "Chiefs", people: 1 }], total: 2 });
    const second = await browse(BrowseBy.GROUP, "", first.next, 1);
    expect(second).toMatchObject({ sections: [{ id: "all", name: "Everybody", people: 3 }], next: "" });
    const part = await browse(BrowseBy.GROUP, "all", "", 2);
    expect([names(part.people), part.total]).toEqual(["Amy Cleo", 3]);
    expect(names((await browse(BrowseBy.GROUP, "all", part.next, 2)).people)).toBe("Dan");
    await expect(browse(BrowseBy.GROUP, "none")).rejects.toMatchObject({ code: Code.NO_SUCH_GROUP });
    await expect(browse(BrowseBy.UNSPECIFIED)).rejects.toMatchObject({ code: Code.INVALID });
  });

  it("D11: shows managers to the top and reports with their own", async () => {
    const amy = someone();
    const chart = (asked: string) => amy.call(directory, directoryChart, { person: asked, after: "" });
    const top = await chart("amy@example.com");
    expect(top.reports.map((one) => [one.person!.name, one.reports])).toEqual([
      ["Bob Currie", 1],
      ["Cleo Müller", 0],
    ]);
    const dan = await chart(community.id("dan"));
    expect([names(dan.managers.map((one) => one.person!)), dan.total, dan.person!.name]).toEqual([
      "Bob Amy",
      0,
      "Dan Amyot",
    ]);
    await expect(chart("nobody@example.com")).rejects.toMatchObject({ code: Code.NO_SUCH_PERSON });
    await expect(chart("")).rejects.toMatchObject({ code: Code.INVALID });
  });

  it("D5: keeps a group of an application that may, and nobody else's", async () => {
    const group = { group: "https://Example.com/plan?x=1", name: "The plan" };
    const members = ["BOB@example.com", "chiefs", "nobody@example.com", "x".repeat(600)];
    const plain = someone();
    await expect(plain.call(directory, directorySetGroup, { ...group, members })).rejects.toMatchObject({
      code: Code.FORBIDDEN,
    });
    const application = someone(["groups:set"]);
    expect(await application.call(directory, directorySetGroup, { ...group, members })).toEqual({
      group: "https://example.com/plan",
      unknown: ["nobody@example.com", "x".repeat(600)],
    });
    const ids = [community.id("bob"), community.id("amy")];
    expect(groups.find(COMMUNITY, "https://example.com/plan")).toMatchObject({
      name: "The plan",
      members: new Set(ids),
    });
    await application.call(directory, directorySetGroup, { ...group, members: [] });
    expect(groups.find(COMMUNITY, "https://example.com/plan")).toBeUndefined();
    for (const [changes, code] of [
      [{ group: "a@b" }, Code.INVALID],
      // Everybody reads it, beside names of others.
      [{ name: "the \u202eplan" }, Code.INVALID],
      [{ name: "the\u2028plan" }, Code.INVALID],
      [{ name: "the\u0085plan" }, Code.INVALID],
      [{ group: "the \u2066plan", name: "" }, Code.INVALID],
      [{ group: "chiefs", members: ["bob@example.com"] }, Code.FORBIDDEN],
      [{ members: Array.from({ length: 2_001 }, () => "bob@example.com") }, Code.TOO_MANY],
    ] as const)
      await expect(
        application.call(directory, directorySetGroup, { ...group, members: ["amy@example.com"], ...changes }),
      ).rejects.toMatchObject({ code });
    expect([...groups.ids(COMMUNITY)].sort()).toEqual(["all", "chiefs"]);
  });

  it("D8: of a session's searches that wait only the newest is looked for, in the place of the oldest", async () => {
    const asked: string[] = [];
    const answers: Array<() => void> = [];
    const searches = new Searches({
      search: (_, typed) =>
        new Promise((resolve) => {
          asked.push(typed);
          answers.push(() => resolve({ ids: [typed], more: false }));
        }),
    });
    const [one, two] = [someone(), someone()];
    const busy = Array.from({ length: 64 }, (_, i) => searches.search(someone(), `${i}`, 9));
    const old = searches.search(one, "a", 9);
    const other = searches.search(two, "b", 9);
    const newer = searches.search(one, "am", 9);
    await expect(old).rejects.toMatchObject({ code: Code.UNAVAILABLE });
    expect(asked).toEqual(Array.from({ length: 64 }, (_, i) => `${i}`));
    for (const answer of answers.splice(0)) answer();
    await Promise.all(busy);
    await expect.poll(() => asked.slice(64)).toEqual(["am", "b"]);
    for (const answer of answers) answer();
    expect([(await newer).ids, (await other).ids]).toEqual([["am"], ["b"]]);
  });
});
