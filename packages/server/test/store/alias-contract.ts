// What every Store must do for what applications call people.
import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";
import type { Store } from "../../src/stores.ts";
import { MAX_ALIASES } from "../../src/text/alias.ts";
import { person } from "./contract.ts";

export function aliasContract(opened: () => Store): void {
  describe("aliases", () => {
    async function community(name: string): Promise<[string, string]> {
      await opened().people.import(name, [person("amy@example.com"), person("bob@example.com")]);
      const [amy, bob] = [
        await opened().people.find(name, "amy@example.com"),
        await opened().people.find(name, "bob@example.com"),
      ];
      return [amy!.id, bob!.id];
    }
    const first = { application: "", alias: "" };
    const all = async (name: string, whose = {}) =>
      (await opened().aliases.list(name, whose, { after: first, limit: 99 })).map(
        ({ application, alias }) => `${application} ${alias}`,
      );

    it("D14: are one person's in an application, and another's in another", async () => {
      const { aliases } = opened();
      const [amy, bob] = await community("n1");
      expect(await aliases.add("n1", { application: "redmine", alias: "17", person: amy })).toBe(amy);
      expect(await aliases.add("n1", { application: "redmine", alias: "17", person: amy })).toBe(amy);
      expect(await aliases.add("n1", { application: "redmine", alias: "17", person: bob })).toBe(amy);
      expect(await aliases.add("n1", { application: "wiki", alias: "17", person: bob })).toBe(bob);
      expect(await aliases.add("n1", { application: "wiki", alias: "x", person: "nobody" })).toBeUndefined();
      expect(await aliases.resolve("n1", "redmine", ["x", "17", "17"])).toEqual([undefined, amy, amy]);
      expect(await aliases.resolve("n1", "wiki", ["17", "x"])).toEqual([bob, undefined]);
      expect(await aliases.resolve("another", "wiki", ["17"])).toEqual([undefined]);
      expect(await aliases.remove("n1", "wiki", "17")).toBe(bob);
      expect(await aliases.remove("n1", "wiki", "17")).toBeUndefined();
      expect(await aliases.resolve("n1", "wiki", ["17"])).toEqual([undefined]);
    });

    it("D14: are at most 20 of a person in an application", async () => {
      const { aliases } = opened();
      const [amy] = await community("n2");
      const add = (application: string, at: number) => aliases.add("n2", { application, alias: `u${at}`, person: amy });
      for (let at = 0; at < MAX_ALIASES; at++) await add("redmine", at);
      await expect(add("redmine", MAX_ALIASES)).rejects.toMatchObject({ code: Code.TOO_MANY });
      expect(await add("redmine", 0)).toBe(amy);
      expect(await add("wiki", 0)).toBe(amy);
    });

    it("are listed page by page in order, of one application or one person", async () => {
      const { aliases } = opened();
      const [amy, bob] = await community("n3");
      for (const [application, alias, person] of [
        ["wiki", "b", amy],
        ["redmine", "9", bob],
        ["redmine", "10", amy],
      ] as const)
        await aliases.add("n3", { application, alias, person });
      expect(await all("n3")).toEqual(["redmine 10", "redmine 9", "wiki b"]);
      expect(await all("n3", { application: "redmine" })).toEqual(["redmine 10", "redmine 9"]);
      expect(await all("n3", { person: amy })).toEqual(["redmine 10", "wiki b"]);
      const page = { after: { application: "redmine", alias: "10" }, limit: 1 };
      expect(await aliases.list("n3", {}, page)).toEqual([{ application: "redmine", alias: "9", person: bob }]);
    });

    it("D14: become what an import says, application by application, and two people may exchange theirs", async () => {
      const [amy, bob] = await community("n4");
      const { people, aliases } = opened();
      const known = (address: string, redmine: string[], wiki?: string[]) =>
        person(address, {
          aliases: [
            { application: "redmine", names: redmine },
            ...(wiki ? [{ application: "wiki", names: wiki }] : []),
          ],
        });
      const given = [known("amy@example.com", ["17", "amy"], ["a"]), known("bob@example.com", ["18"])];
      expect(await people.import("n4", given)).toEqual({ added: 0, changed: 2, unchanged: 0 });
      expect(await people.import("n4", given)).toEqual({ added: 0, changed: 0, unchanged: 2 });
      await people.import("n4", [known("amy@example.com", ["18"]), known("bob@example.com", ["17"])]);
      expect(await aliases.resolve("n4", "redmine", ["17", "18", "amy"])).toEqual([bob, amy, undefined]);
      expect(await aliases.resolve("n4", "wiki", ["a"])).toEqual([amy]);
      // Without a word of aliases they stay.
      await people.import("n4", [person("amy@example.com", { title: "Chief" })]);
      expect(await all("n4", { person: amy })).toEqual(["redmine 18", "wiki a"]);
      await people.import("n4", [known("amy@example.com", [])]);
      expect(await all("n4", { person: amy })).toEqual(["wiki a"]);
    });

    it("D14: nothing is imported when two people claim one, in the list or in the store", async () => {
      const [amy] = await community("n5");
      const { people, aliases } = opened();
      await aliases.add("n5", { application: "redmine", alias: "17", person: amy });
      const claim = (address: string, alias: string) =>
        person(address, { title: "New", aliases: [{ application: "redmine", names: [alias] }] });
      await expect(people.import("n5", [claim("bob@example.com", "17")])).rejects.toMatchObject({
        problems: [{ index: 0, message: expect.stringContaining('"17"') }],
      });
      await expect(
        people.import("n5", [claim("amy@example.com", "1"), claim("bob@example.com", "1")]),
      ).rejects.toMatchObject({ problems: [{ index: 1 }] });
      expect(await all("n5")).toEqual(["redmine 17"]);
      expect((await people.find("n5", "bob@example.com"))!.title).toBe("");
    });

    it("are gone with the person", async () => {
      const [amy, bob] = await community("n6");
      const { people, aliases } = opened();
      await aliases.add("n6", { application: "redmine", alias: "17", person: amy });
      await aliases.add("n6", { application: "redmine", alias: "18", person: bob });
      await people.setActive("n6", amy, false);
      expect(await aliases.resolve("n6", "redmine", ["17"])).toEqual([amy]);
      await people.erase("n6", amy);
      expect(await all("n6")).toEqual(["redmine 18"]);
      expect(await aliases.add("n6", { application: "redmine", alias: "17", person: bob })).toBe(bob);
    });
  });
}
