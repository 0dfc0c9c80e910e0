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
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { open } from "../../../test/features/test-session.ts";
import { person } from "../../../test/store/contract.ts";
import type { Feature } from "../../kernel/feature.ts";
import { type LoadedGroups, loadGroups } from "../../people/groups-index.ts";
import { view } from "../../people/view.ts";
import { createDirectory } from "./feature.ts";
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
  // However slow the machine is: what is tested is what is found.
  await store.directory.open([COMMUNITY]);
  const limits = { watchBatch: 5 };
  const log = { error: () => expect.fail("Something was logged.") };
  directory = await createDirectory({
    ...{ finder: store.directory, aliases: store.aliases, groupStore: store.groups },
    ...{ people: community.people, groups, view, communities: [COMMUNITY], limits, log },
  });
}, 60_000);
afterAll(() => community.close());

const someone = (scopes: readonly string[] = []) => open(directory, community.id("amy"), { scopes });
const names = (list: ReadonlyArray<{ name: string }>) => list.map(({ name }) => name.split(" ")[0]).join(" ");

/** Searches that are answered when the test says so, each by what was typed. */
function openSearches() {
  const asked: string[] = [];
  const answers: Array<() => void> = [];
  const searches = new Searches({
    search: (_, typed) =>
      new Promise((resolve) => {
        asked.push(typed);
        answers.push(() => resolve({ ids: [typed], more: false }));
      }),
  });
  return { asked, answers, searches };
}

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

  it("D15, D16: resolves what an application calls people, and nobody who only has such a name", async () => {
    const { store } = community;
    const alias = (name: string, alias: string) =>
      store.aliases.add(COMMUNITY, { application: "redmine", alias, person: community.id(name) });
    for (const [name, one] of [
      ["bob", "17"],
      ["cleo", "amy currie"],
      ["dan", "user:bob"],
    ] as const)
      await alias(name, one);
    const amy = someone();
    const ask = async (application: string, ...asked: string[]) => {
      const { matches, keepMs } = await amy.call(directory, directoryResolve, { names: asked, application });
      expect(keepMs).toBe(300_000);
      return matches.map((match) => names(match.people) || match.code);
    };
    expect(await ask("Redmine", "17", "Amy  Currie ", "User:Bob", "bob", "a\nb")).toEqual([
      ...["Bob", "Cleo", "Dan"],
      ...[0, Code.INVALID],
    ]);
    expect(await ask("redmine", "bob@example.com", "", "x".repeat(321))).toEqual([0, Code.INVALID, Code.INVALID]);
    expect(await ask("", "bob@example.com", "dan amyot")).toEqual(["Bob", "Dan"]);
    expect(await ask("wiki", "17")).toEqual([0]);
    await expect(ask("no name", "17")).rejects.toMatchObject({ code: Code.INVALID });
    await expect(ask("redmine", "1", "2", "3", "4", "5", "6")).rejects.toMatchObject({ code: Code.TOO_MANY });
    const bob = community.id("bob");
    const active = async (is: boolean) => {
      await store.people.setActive(COMMUNITY, bob, is);
      await community.people.refresh(COMMUNITY, bob);
    };
    await active(false);
    expect(await ask("redmine", "17").finally(() => active(true))).toEqual([0]);
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

  it("D5: keeps a group for the application that set it, by its client or else by who is signed in", async () => {
    const signedIn = (who: string, application?: string) =>
      open(directory, community.id(who), { scopes: ["groups:set"], ...(application !== undefined && { application }) });
    const set = (session: ReturnType<typeof signedIn>, members = ["bob@example.com"]) =>
      session.call(directory, directorySetGroup, { group: "plan-7", name: "Plan", members });
    const forbidden = {
      code: Code.FORBIDDEN,
      message: expect.stringContaining("Another application keeps this group"),
    };
    await set(signedIn("amy", "wiki"));
    // Another page of it, with another person in front.
    await set(signedIn("bob", "wiki"), ["dan@example.com"]);
    for (const other of [
      signedIn("amy", "tracker"),
      signedIn("amy"),
      signedIn("amy", `person ${community.id("amy")}`),
    ]) {
      await expect(set(other)).rejects.toMatchObject(forbidden);
      await expect(set(other, [])).rejects.toMatchObject(forbidden);
    }
    expect(groups.find(COMMUNITY, "plan-7")!.members).toEqual(new Set([community.id("dan")]));
    await set(signedIn("cleo", "wiki"), []);
    await set(signedIn("amy"));
    await expect(set(signedIn("bob"))).rejects.toMatchObject(forbidden);
    await set(signedIn("amy"), []);
    expect(groups.find(COMMUNITY, "plan-7")).toBeUndefined();
  });

  it("D4: names that differ by nothing that anybody sees are one name", async () => {
    const application = someone(["groups:set"]);
    const set = async (group: string, name = "", members = ["bob@example.com"]) =>
      (await application.call(directory, directorySetGroup, { group, name, members })).group;
    const invisible = [
      "\u200b",
      "\u200d",
      "\u00ad",
      "\u2060",
      "\ufeff",
      "\ufe0f",
      "\u200e",
      "\u{e0041}",
      "\u180e",
      "\u3164",
    ];
    for (const one of invisible) {
      expect(await set(`pl${one}an-8`, `The ${one}Plan${one}`)).toBe("plan-8");
      expect(groups.find(COMMUNITY, "plan-8")!.name).toBe("The Plan");
      await expect(set(`chi${one}efs`)).rejects.toMatchObject({ code: Code.FORBIDDEN });
      expect(await set(`https://example.com/pl${one}an`)).toBe("https://example.com/plan");
      await expect(set(one)).rejects.toMatchObject({ code: Code.INVALID });
    }
    expect(await set("caf\u0065\u0301", "Caf\u0065\u0301")).toBe("caf\u00e9");
    expect(groups.find(COMMUNITY, "caf\u00e9")!.name).toBe("Caf\u00e9");
    expect(await set("inside", "", ["pl\u200ban-8"])).toBe("inside");
    expect(groups.find(COMMUNITY, "inside")!.members).toEqual(new Set([community.id("bob")]));
    // What shows stays: an emoji that is put together, and the break inside a Persian word.
    for (const name of ["\u{1f469}\u200d\u{1f4bb} builders", "\u0645\u06cc\u200c\u0631\u0648\u0645", "\u2764\ufe0f"]) {
      await set("shown", name);
      expect(groups.find(COMMUNITY, "shown")!.name).toBe(name);
    }
    for (const group of ["plan-8", "https://example.com/plan", "caf\u00e9", "inside", "shown"])
      await set(group, "", []);
    expect([...groups.ids(COMMUNITY)].sort()).toEqual(["all", "chiefs"]);
  });

  it("D8: of a session's searches that wait only the newest is looked for, in the place of the oldest", async () => {
    const { asked, answers, searches } = openSearches();
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

  it("D8: people take turns, however many sessions they have", async () => {
    const { asked, answers, searches } = openSearches();
    const all = Array.from({ length: 64 + 100 }, (_, i) => searches.search(someone(), `amy ${i}`, 9));
    all.push(searches.search(open(directory, community.id("bob"), {}), "bob", 9));
    all.push(searches.search(open(directory, community.id("dan"), {}), "dan", 9));
    // As one is answered, the next is looked for.
    for (let answered = 0; answered < all.length; answered++) {
      await expect.poll(() => answers.length).toBeGreaterThan(answered);
      answers[answered]!();
    }
    await Promise.all(all);
    expect(asked.slice(64, 68)).toEqual(["amy 64", "bob", "dan", "amy 65"]);
  });
});
