import { directoryGet } from "@livename/wire/calls";
import { Code } from "@livename/wire/frame";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMUNITY, openCommunity, type TestCommunity } from "../../test/features/community.ts";
import { open } from "../../test/features/test-session.ts";
import { type View, type ViewOf, view } from "../presence/index.ts";
import { createDirectory } from "./feature.ts";
import { loadGroups } from "./groups-index.ts";

let community: TestCommunity;
beforeAll(async () => {
  community = await openCommunity("amy", "bob", "cleo");
});
afterAll(() => community.close());

describe("directory", () => {
  const limits = { watchBatch: 5 };
  const log = { error: () => expect.fail("Something was logged.") };
  const openDirectory = async (as: ViewOf = view) => {
    const { store, people } = community;
    const groups = await loadGroups(store, people, [COMMUNITY]);
    return createDirectory({ store, people, groups, view: as, communities: [COMMUNITY], limits, log });
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
});
