// What every Store must do with alerts.
import { describe, expect, it } from "vitest";
import type { AlertRuleRecord, FiredRecord } from "../../src/features/alert/storage/contract.ts";
import type { Store } from "../../src/stores.ts";
import { person } from "./contract.ts";

const rule = (id: string, changes: Partial<AlertRuleRecord> = {}): AlertRuleRecord => ({
  ...{ id, person: "bob", group: "", event: 1, once: false },
  ...changes,
});

const fired = (ruleId: string, timeMs = 1_000): FiredRecord => ({
  ...{ rule: ruleId, event: 1, person: "bob", timeMs },
  presence: Uint8Array.of(8, 3),
});

const always = { once: false, keep: 100 };

export function alertContract(open: () => Store): void {
  describe("alerts", () => {
    it("keeps rules by owner and id, the newest of an id", async () => {
      const { alerts } = open();
      await alerts.put("a1", "amy", rule("rule-0001"));
      await alerts.put("a1", "mike", rule("rule-0001", { person: "", group: "sales" }));
      await alerts.put("a1", "amy", rule("rule-0001", { event: 3, once: true }));
      expect(await alerts.rules("a1")).toEqual([
        { owner: "amy", rule: rule("rule-0001", { event: 3, once: true }) },
        { owner: "mike", rule: rule("rule-0001", { person: "", group: "sales" }) },
      ]);
      expect(await alerts.remove("a1", "amy", "rule-0001")).toBe(true);
      expect(await alerts.remove("a1", "amy", "rule-0001")).toBe(false);
      expect(await alerts.rules("a1")).toHaveLength(1);
      expect(await alerts.rules("another")).toEqual([]);
    });

    it("A5: numbers what fired from 1 on without a gap, for each owner", async () => {
      const { alerts } = open();
      for (const owner of ["amy", "mike"]) await alerts.put("a2", owner, rule("rule-0001"));
      expect(await alerts.fire("a2", "amy", fired("rule-0001"), always)).toBe(1);
      expect(await alerts.fire("a2", "amy", fired("rule-0001", 2_000), always)).toBe(2);
      expect(await alerts.fire("a2", "mike", fired("rule-0001"), always)).toBe(1);
      const { epoch, ...log } = await alerts.list("a2", "amy", 1);
      expect(epoch).toBeGreaterThan(0);
      expect(log).toEqual({ first: 1, last: 2, seen: 0, alerts: [{ number: 2, ...fired("rule-0001", 2_000) }] });
      expect(await alerts.list("a2", "nobody", 0)).toMatchObject({ first: 1, last: 0, seen: 0, alerts: [] });
    });

    it("A4: a rule that fires once is gone with it, also when it fires twice at the same time", async () => {
      const { alerts } = open();
      await alerts.put("a3", "amy", rule("rule-0001", { once: true }));
      const once = { once: true, keep: 100 };
      const numbers = await Promise.all([1, 2].map(() => alerts.fire("a3", "amy", fired("rule-0001"), once)));
      expect(numbers).toEqual([1, undefined]);
      expect(await alerts.rules("a3")).toEqual([]);
    });

    it("A6: keeps the newest only, and goes on counting", async () => {
      const { alerts } = open();
      await alerts.put("a4", "amy", rule("rule-0001"));
      for (let at = 1; at <= 7; at++) await alerts.fire("a4", "amy", fired("rule-0001", at), { once: false, keep: 3 });
      const log = await alerts.list("a4", "amy", 0);
      expect(log).toMatchObject({ first: 5, last: 7 });
      expect(log.alerts.map(({ number }) => number)).toEqual([5, 6, 7]);
    });

    it("A7: moves the seen pointer forward only, and not beyond the last", async () => {
      const { alerts } = open();
      await alerts.put("a5", "amy", rule("rule-0001"));
      await alerts.fire("a5", "amy", fired("rule-0001"), always);
      await alerts.fire("a5", "amy", fired("rule-0001"), always);
      expect(await alerts.see("a5", "amy", 1)).toBe(1);
      expect(await alerts.see("a5", "amy", 99)).toBe(2);
      expect(await alerts.see("a5", "amy", 1)).toBe(2);
      expect(await alerts.see("a5", "nobody", 5)).toBe(0);
    });

    it("forgets an erased person's rules and alerts, and the rules of others about them", async () => {
      const { alerts, people } = open();
      await people.import("a6", [person("amy@example.com"), person("bob@example.com")]);
      const [amy, bob] = await Promise.all(
        ["amy", "bob"].map(async (name) => (await people.find("a6", `${name}@example.com`))!.id),
      );
      await alerts.put("a6", amy!, rule("rule-0001", { person: bob! }));
      await alerts.put("a6", bob!, rule("rule-0002", { person: amy! }));
      await alerts.fire("a6", bob!, fired("rule-0002"), always);
      await people.erase("a6", bob!);
      expect(await alerts.rules("a6")).toEqual([]);
      expect(await alerts.list("a6", bob!, 0)).toMatchObject({ last: 0, alerts: [] });
    });
  });
}
