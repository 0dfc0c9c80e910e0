// What every Store must do for groups.
import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";
import type { Store } from "../../src/stores.ts";
import { person } from "./contract.ts";

export function groupContract(opened: () => Store): void {
  describe("groups", () => {
    /** A community of amy and bob, and their ids. */
    async function community(name: string): Promise<[string, string]> {
      await opened().people.import(name, [person("amy@example.com"), person("bob@example.com")]);
      const [amy, bob] = [
        await opened().people.find(name, "amy@example.com"),
        await opened().people.find(name, "bob@example.com"),
      ];
      return [amy!.id, bob!.id];
    }

    it("keeps people by any address or id, and groups of the store and of the same list", async () => {
      const [amy, bob] = await community("g1");
      const all = { id: "all", name: "All", members: ["sales", "BOB@example.com", bob] };
      const sales = { id: "sales", name: "Sales", members: [amy] };
      expect(await opened().groups.import("g1", [all, sales])).toEqual({ added: 2, changed: 0, unchanged: 0 });
      const kept = [
        { id: "all", name: "All", application: false, owner: "", people: [bob], groups: ["sales"] },
        { id: "sales", name: "Sales", application: false, owner: "", people: [amy], groups: [] },
      ];
      expect(await opened().groups.list("g1", { after: "", limit: 9 })).toEqual(kept);
      expect(await opened().groups.list("g1", { after: "all", limit: 9 })).toEqual(kept.slice(1));
      expect(await opened().groups.get("g1", "all")).toEqual(kept[0]);
      expect(await opened().groups.get("another", "all")).toBeUndefined();
      const renamed = { ...sales, name: "Selling" };
      expect(await opened().groups.import("g1", [all, renamed])).toEqual({ added: 0, changed: 1, unchanged: 1 });
    });

    it("imports nothing when a member is unknown, and counts the members of all groups", async () => {
      const [amy] = await community("g2");
      const groups = [
        { id: "sales", name: "Sales", members: [amy, "eve@example.com"] },
        { id: "chiefs", name: "Chiefs", members: ["sales", "nothing"] },
      ];
      await expect(opened().groups.import("g2", groups)).rejects.toMatchObject({
        problems: [{ index: 1 }, { index: 3 }],
      });
      expect(await opened().groups.list("g2", { after: "", limit: 9 })).toEqual([]);
    });

    it("forgets a member that is erased or removed, and keeps one that is deactivated", async () => {
      const [amy, bob] = await community("g3");
      await opened().groups.import("g3", [
        { id: "sales", name: "Sales", members: [amy, bob] },
        { id: "all", name: "All", members: ["sales"] },
      ]);
      await opened().people.setActive("g3", amy, false);
      await opened().people.erase("g3", bob);
      expect(await opened().groups.get("g3", "sales")).toMatchObject({ people: [amy] });
      expect(await opened().groups.remove("g3", "sales")).toBe(true);
      expect(await opened().groups.get("g3", "all")).toMatchObject({ groups: [] });
      expect(await opened().groups.remove("g3", "sales")).toBe(false);
    });

    it("F14: a command of an application has its effect once, also when the group is gone", async () => {
      const [amy, bob] = await community("g5");
      const set = (key: string, members: string[], said = members.join()) =>
        opened().groups.setByApplication("g5", { id: "team", name: "Team", members }, "client wiki", {
          key,
          payload: new TextEncoder().encode(said),
        });
      const people = async () => (await opened().groups.get("g5", "team"))?.people;
      await set("first-key", [amy!]);
      await set("second-key", [bob!]);
      expect(await set("first-key", [amy!])).toEqual({ unknown: [] });
      expect(await people()).toEqual([bob]);
      await set("third-key", []);
      await set("second-key", [bob!]);
      expect(await people()).toBeUndefined();
      await expect(set("second-key", [amy!])).rejects.toMatchObject({ code: Code.INVALID });
      expect(await opened().groups.keys("g5", "team")).toHaveLength(3);
    });

    it("keeps what an application sets, tells whom nobody is, and guards the administrator's groups", async () => {
      const [amy] = await community("g4");
      const page = { id: "https://example.com/plan", name: "Plan", members: [amy, "eve@example.com"] };
      expect(await opened().groups.setByApplication("g4", page, "client wiki")).toEqual({
        unknown: ["eve@example.com"],
      });
      expect(await opened().groups.get("g4", page.id)).toMatchObject({
        application: true,
        owner: "client wiki",
        people: [amy],
      });
      for (const members of [[amy!], []])
        await expect(
          opened().groups.setByApplication("g4", { ...page, members }, "client other"),
        ).rejects.toMatchObject({ code: Code.FORBIDDEN, message: expect.stringContaining("Another application") });
      expect(await opened().groups.setByApplication("g4", { ...page, members: [] }, "client wiki")).toEqual({
        unknown: [],
      });
      expect(await opened().groups.get("g4", page.id)).toBeUndefined();

      await opened().groups.import("g4", [{ id: "sales", name: "Sales", members: [amy] }]);
      const taken = { id: "sales", name: "Ours", members: [] };
      await expect(opened().groups.setByApplication("g4", taken, "client wiki")).rejects.toMatchObject({
        code: Code.FORBIDDEN,
      });
      expect(await opened().groups.get("g4", "sales")).toMatchObject({ name: "Sales", owner: "", people: [amy] });
    });
  });
}
