import { directoryGet, directoryResolve } from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../../test/features/community.ts";
import { open } from "../../../test/features/test-session.ts";
import { type Sliced, slices } from "../../kernel/slices.ts";
import { loadGroups } from "../../people/groups-index.ts";
import { type View, type ViewOf, view } from "../../people/view.ts";
import { createDirectory } from "./feature.ts";

let community: TestCommunity;
beforeAll(async () => {
  community = await openCommunity("amy", "bob", "cleo");
});
afterAll(() => community.close());
afterEach(() => vi.restoreAllMocks());

describe("directory", () => {
  const log = { error: () => expect.fail("Something was logged.") };
  const openDirectory = async (as: ViewOf = view, limits = { watchBatch: 5 }) => {
    const { store, people } = community;
    const groups = await loadGroups(store, people, [COMMUNITY]);
    const found = { finder: store.directory, aliases: store.aliases, groupStore: store.groups };
    return createDirectory({ ...found, people, groups, view: as, communities: [COMMUNITY], limits, log });
  };

  it("D1, D2: answers each in its place, with chat for everybody but oneself", async () => {
    await community.deactivate("cleo");
    const directory = await openDirectory();
    const amy = open(directory, community.id("amy"));
    const asked = ["BOB@mail.example.com", amy.person, "cleo@example.com", "", "x".repeat(321)];
    const { results } = await amy.call(directory, directoryGet, { people: asked });
    expect(results.map(({ code }) => code)).toEqual([0, 0, Code.NO_SUCH_PERSON, Code.INVALID, Code.INVALID]);
    expect(results[0]!.person).toEqual({
      id: community.id("bob"),
      address: "bob@example.com",
      name: "BOB",
      title: "",
      department: "Sales",
      phone: "",
      location: "",
      timeZone: "Europe/Berlin",
      photo: "",
      actions: ["chat"],
      manager: "",
    });
    expect(results[1]!.person!.actions).toEqual([]);
    await expect(amy.call(directory, directoryGet, { people: [...asked, "one more"] })).rejects.toMatchObject({
      code: Code.TOO_MANY,
    });
  });

  it("P10: a card leaves through the watcher's view", async () => {
    const nameOnly: View = { presence: () => ({}), member: () => undefined, card: ({ id, name }) => ({ id, name }) };
    const directory = await openDirectory(() => nameOnly);
    const amy = open(directory, community.id("amy"));
    const { results } = await amy.call(directory, directoryGet, { people: ["bob@example.com"] });
    expect(results[0]!.person).toMatchObject({ name: "BOB", department: "", address: "" });
  });

  it("D13: looks up many names, and makes their cards, a few at a time", async () => {
    const { people, store } = community;
    let looked = 0;
    const resolve = people.resolve.bind(people);
    vi.spyOn(people, "resolve").mockImplementation((...asked) => {
      looked++;
      return resolve(...asked);
    });
    const directory = await openDirectory(view, { watchBatch: 1_000 });
    await store.directory.open([COMMUNITY]);
    const amy = open(directory, community.id("amy"));
    let [most, before] = [0, 0];
    const note = (): void => {
      most = Math.max(most, looked - before);
      before = looked;
    };
    vi.spyOn(slices, "long").mockImplementation(async <Result>(_: string, work: Sliced<Result>) => {
      for (note(); ; note()) {
        const { done, value } = work.next();
        if (done) return value;
      }
    });
    const written = ["bob@example.com", "Bob", "", "nobody"];
    const names = Array.from({ length: 1_000 }, (_, at) => written[at % 4]!);
    const { matches } = await amy.call(directory, directoryResolve, { names });
    const { results } = await amy.call(directory, directoryGet, { people: names });
    note();
    expect(matches.map(({ people: [card], code }) => card?.name ?? code)).toEqual(
      names.map((_, at) => ["BOB", "BOB", Code.INVALID, 0][at % 4]),
    );
    expect(results.map(({ person, code }) => person?.name ?? code)).toEqual(
      names.map((_, at) => ["BOB", Code.NO_SUCH_PERSON, Code.INVALID, Code.NO_SUCH_PERSON][at % 4]),
    );
    expect(most).toBeLessThanOrEqual(32);
  });
});
