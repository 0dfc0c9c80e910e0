import { FakeClock, settled } from "@livename/testkit";
import { BrowseBy } from "@livename/wire/directory";
import { Code } from "@livename/wire/frame";
import {
  directoryBrowse,
  directoryChart,
  directoryGet,
  directoryResolve,
  directorySearch,
  directorySetGroup,
} from "@livename/wire/handlers";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Client, connect, type Search } from "../src/index.ts";
import { loadEverything, Peer } from "./peer.ts";

let clock: FakeClock;
let peer: Peer;
let me: Client;

beforeAll(loadEverything);
beforeEach(async () => {
  clock = new FakeClock();
  peer = new Peer(clock.now);
  me = connect({ url: "https://im.example.com", token: () => "token", transport: peer, clock, random: () => 0.5 });
  await me.ready;
});
afterEach(() => {
  me.close();
  expect(clock.pending).toBe(0);
});

describe("the directory", () => {
  it("searches, with photos as full addresses", async () => {
    peer.on(directorySearch, ({ query, limit }) => ({
      people: [{ id: `p-${query}-${limit}`, photo: "/v1/photo/1" }],
      more: true,
    }));
    const { people, more } = await me.directory.search("amy", { limit: 5 });
    expect(people).toMatchObject([{ id: "p-amy-5", photo: "https://im.example.com/v1/photo/1" }]);
    expect(more).toBe(true);
  });

  it("F13, D9: resolves any number of names in order, in batches for which each has all its matches", async () => {
    const sizes: number[] = [];
    peer.on(directoryResolve, ({ names }) => {
      sizes.push(names.length);
      return { matches: names.map((name) => ({ people: name === "nobody" ? [] : [{ id: name }] })) };
    });
    const names = [...Array.from({ length: 1_200 }, (_, index) => `n${index}`), "nobody"];
    const found = await me.directory.resolve(names);
    expect(sizes).toEqual([...Array.from({ length: 12 }, () => 100), 1]);
    expect(found.map(({ people }) => people[0]?.id)).toEqual([...names.slice(0, -1), undefined]);
  });

  it("D15, D16: asks once for what is asked in one tick, an application by itself, and keeps it as long as is said", async () => {
    const asked: string[] = [];
    peer.on(directoryResolve, ({ names, application }) => {
      asked.push(`${application}: ${names.join()}`);
      return { matches: names.map((name) => ({ people: [{ id: `${application}-${name}` }] })), keepMs: 60_000 };
    });
    const id = async (name: string, application?: string, fresh = false) =>
      (await me.directory.resolve([name], application === undefined ? { fresh } : { application, fresh }))[0]?.people[0]
        ?.id;
    expect(await Promise.all([id("17", "redmine"), id("amy"), id("18", " Redmine"), id("17 ", "redmine")])).toEqual([
      ...["redmine-17", "-amy"],
      ...["redmine-18", "redmine-17"],
    ]);
    expect(asked.splice(0)).toEqual(["redmine: 17,18", ": amy"]);
    // What is a name in one application is another in the next, and none at all elsewhere.
    expect([await id("17"), await id("17", "wiki"), await id("17", "redmine")]).toEqual([
      "-17",
      "wiki-17",
      "redmine-17",
    ]);
    expect(asked.splice(0)).toEqual([": 17", "wiki: 17"]);
    await clock.advance(59_000);
    await id("17", "redmine");
    expect(asked.splice(0)).toEqual([]);
    await id("amy", undefined, true);
    await clock.advance(2_000);
    await Promise.all([id("17", "redmine"), id("amy")]);
    expect(asked).toEqual([": amy", "redmine: 17"]);
  });

  it("D9: a name without an answer is asked again by the next who wants it", async () => {
    let refuse = true;
    peer.on(directoryResolve, ({ names }) =>
      refuse ? { refuse: Code.INVALID } : { matches: names.map((id) => ({ people: [{ id }, { id: "other" }] })) },
    );
    await expect(me.directory.resolve(["amy"], { application: "?" })).rejects.toMatchObject({ code: "invalid" });
    refuse = false;
    const [found] = await me.directory.resolve(["amy"], { application: "?" });
    // Who fits is told, and never one of several chosen.
    expect(found?.people.map(({ id }) => id)).toEqual(["amy", "other"]);
  });

  it("D15: many aliases fill a command each", async () => {
    const sizes: number[] = [];
    peer.on(directoryResolve, ({ names }) => {
      sizes.push(names.length);
      return { matches: names.map((id) => ({ people: [{ id }] })) };
    });
    const names = Array.from({ length: 1_200 }, (_, at) => `${at}`);
    const found = await me.directory.resolve(names, { application: "redmine" });
    expect(sizes).toEqual([1_000, 200]);
    expect(found.map(({ people }) => people[0]?.id)).toEqual(names);
  });

  it("F13: no batch of long names is larger than a frame may be", async () => {
    const sizes: number[] = [];
    peer.on(directoryResolve, ({ names }) => {
      sizes.push(names.reduce((sum, name) => sum + Buffer.byteLength(name), 0));
      return { matches: names.map((name) => ({ people: [{ id: name }] })) };
    });
    peer.on(directoryGet, ({ people }) => {
      sizes.push(people.reduce((sum, name) => sum + Buffer.byteLength(name), 0));
      return { results: people.map((id) => ({ person: { id } })) };
    });
    const names = Array.from({ length: 500 }, (_, index) => `${"ü".repeat(300)}${index}`);
    expect((await me.directory.resolve(names)).map(({ people }) => people[0]?.id)).toEqual(names);
    expect((await me.directory.get(names)).map((person) => person?.id)).toEqual(names);
    expect(Math.max(...sizes)).toBeLessThan(65_536);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2 * Buffer.byteLength(names.join("")));
  });

  it("D3: keeps cards for a while, and asks anew when the photo of one does not open any more", async () => {
    let version = 0;
    peer.on(directoryGet, ({ people }) => ({
      results: people.map((id) => ({ person: { id, photo: `/v1/photo/${id}?v=${++version}` } })),
    }));
    const photo = async (options?: { fresh?: boolean }) =>
      (await me.directory.get("p-amy", options))[0]?.photo?.slice(-3);
    expect([await photo(), await photo(), await photo({ fresh: true }), await photo()]).toEqual([
      "v=1",
      "v=1",
      "v=2",
      "v=2",
    ]);
  });

  it("browses page by page, shows a chart, and sets a group", async () => {
    peer.on(directoryBrowse, ({ by, in: section, after }) =>
      section
        ? { people: [{ id: `${by} ${section} ${after}` }], next: after ? "" : "page-2", total: 2 }
        : { sections: [{ id: "sales", name: "Sales", people: 7 }], total: 1 },
    );
    expect(await me.directory.groups()).toEqual({
      items: [{ id: "sales", name: "Sales", people: 7 }],
      next: undefined,
      total: 1,
    });
    const first = await me.directory.peopleOf({ department: "Law" });
    expect(first).toMatchObject({ items: [{ id: `${BrowseBy.DEPARTMENT} Law ` }], next: "page-2" });
    expect(await me.directory.peopleOf({ group: "sales" }, { after: first.next! })).toMatchObject({
      items: [{ id: `${BrowseBy.GROUP} sales page-2` }],
      next: undefined,
    });

    peer.on(directoryChart, ({ person }) =>
      person === "nobody"
        ? { refuse: Code.NO_SUCH_PERSON }
        : { person: { id: person }, managers: [{ person: { id: "p-boss" }, reports: 3 }], total: 0 },
    );
    expect(await me.directory.chart("p-amy")).toMatchObject({ managers: [{ person: { id: "p-boss" }, reports: 3 }] });
    await expect(me.directory.chart("nobody")).rejects.toMatchObject({ code: "no-such-person" });

    peer.on(directorySetGroup, ({ group, members }) => ({ group, unknown: members.slice(1) }));
    expect(await me.directory.setGroup("https://example.com/plan", { members: ["a@x.org", "b@x.org"] })).toEqual({
      group: "https://example.com/plan",
      unknown: ["b@x.org"],
    });
  });
});

describe("a search as one types", () => {
  let search: Search;
  /** Questions that wait for their answers. */
  let waiting: string[];
  let shown: string[];

  beforeEach(async () => {
    waiting = [];
    shown = [];
    peer.on(directorySearch, ({ query }) => {
      waiting.push(query);
      if (query === "refused") return { refuse: Code.FORBIDDEN };
      return { people: [{ id: query }] };
    });
    search = await me.directory.createSearch({ limit: 10 });
    search.on("change", ({ query, found }) => shown.push(`${query}: ${found.people.map(({ id }) => id).join()}`));
  });

  it("asks one question at a time, and the last that was typed in the end", async () => {
    for (const text of ["a", "am", "amy", "amy c"]) search.type(text);
    await settled();
    expect(waiting).toEqual(["a", "amy c"]);
    expect(shown).toEqual(["a: a", "amy c: amy c"]);
    expect(search.found.people).toHaveLength(1);
  });

  it("passes over an answer to what is no longer typed", async () => {
    search.type("amy");
    search.type("ben");
    await settled();
    expect(shown).toEqual(["ben: ben"]);
    search.type("cleo");
    search.type("");
    await settled();
    expect(shown).toEqual(["ben: ben", ": "]);
    search.type("dan");
    search.close();
    await settled();
    expect(shown).toHaveLength(2);
  });

  it("says that a question has no answer, and goes on with the next", async () => {
    const failed: string[] = [];
    search.on("error", ({ query }) => failed.push(query));
    search.type("refused");
    await settled();
    expect(failed).toEqual(["refused"]);
    search.type("amy");
    await settled();
    expect(shown).toEqual(["amy: amy"]);
  });
});
