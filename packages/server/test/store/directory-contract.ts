// What every Store must do for who looks for people. How well it finds is search's own affair (src/search).
import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";
import type { Store } from "../../src/stores.ts";
import { person } from "./contract.ts";

const page = { after: "", limit: 9 };

export function directoryContract(opened: () => Store): void {
  describe("directory", () => {
    const find = async (community: string, address: string) => (await opened().people.find(community, address))!.id;

    it("D6: answers when it has read everybody, and knows every change that was answered before", async () => {
      const { people, directory } = opened();
      await people.import("d1", [
        person("amy@example.com", { name: "Amy Currie", department: "Sales" }),
        person("bob@example.com", { name: "Bob Stone", department: "Sales", manager: "amy@example.com" }),
      ]);
      await expect(directory.search("d1", "amy", 9)).rejects.toMatchObject({ code: Code.UNAVAILABLE });
      // What is written while it reads is not missed.
      const opening = directory.open(["d1"]);
      await people.import("d1", [person("eve@example.com", { name: "Eve Amyot" })]);
      await opening;
      const [amy, bob, eve] = [
        await find("d1", "amy@example.com"),
        await find("d1", "bob@example.com"),
        await find("d1", "eve@example.com"),
      ];
      const amys = async () => (await directory.search("d1", "am", 9)).ids;
      expect(await amys()).toEqual([amy, eve]);
      await people.setActive("d1", amy, false);
      expect(await amys()).toEqual([eve]);
      await people.setActive("d1", amy, true);
      await people.erase("d1", eve);
      expect(await amys()).toEqual([amy]);
      await people.import("d1", [person("amy@example.com", { name: "Mia Currie", department: "Sales" })]);
      expect(await amys()).toEqual([amy]);
      expect((await directory.search("d1", "mia", 9)).ids).toEqual([amy]);
      expect(await directory.resolve("d1", ["currie, mia", "stone", "amy currie"], 9)).toMatchObject([
        { ids: [amy] },
        { ids: [bob] },
        { ids: [] },
      ]);
      expect(await directory.departments("d1", page)).toMatchObject({ departments: [{ name: "Sales", people: 2 }] });
      expect(await directory.department("d1", "Sales", page)).toEqual({ ids: [bob, amy], next: "", total: 2 });
      await expect(directory.search("another", "amy", 9)).rejects.toMatchObject({ code: Code.UNAVAILABLE });
    });

    it("D11: goes up from manager to manager, not in circles, and no further than who left", async () => {
      const { people, directory } = opened();
      const names = ["a", "b", "c", "d", "e"];
      const managers = ["", "a", "b", "c", "c"];
      await people.import(
        "d2",
        names.map((name, i) =>
          person(`${name}@example.com`, { name, manager: managers[i] && `${managers[i]}@example.com` }),
        ),
      );
      await directory.open(["d2"]);
      const ids = new Map<string, string>();
      for (const name of names) ids.set(await find("d2", `${name}@example.com`), name);
      const id = (name: string) => [...ids].find(([, one]) => one === name)![0];
      const chart = async (name: string, after = "") => {
        const found = await directory.chart("d2", id(name), { after, limit: 1 });
        const names = (list: ReadonlyArray<{ id: string; reports: number }>) =>
          list.map((one) => `${ids.get(one.id)}${one.reports}`).join(" ");
        return found && [names(found.managers), names(found.reports), found.total];
      };
      expect(await chart("d")).toEqual(["c2 b1 a1", "", 0]);
      expect(await chart("c")).toEqual(["b1 a1", "d0", 2]);
      expect(await chart("c", id("d"))).toEqual(["b1 a1", "e0", 2]);
      await people.setActive("d2", id("b"), false);
      expect([await chart("d"), await chart("b"), await chart("a")]).toEqual([["c2", "", 0], undefined, ["", "", 0]]);
      await people.setActive("d2", id("b"), true);
      await people.import("d2", [person("a@example.com", { name: "a", manager: "c@example.com" })]);
      expect(await chart("d")).toEqual(["c3 b1 a1", "", 0]);
      expect(await chart("a")).toEqual(["c3 b1", "b1", 1]);
    });
  });
}
