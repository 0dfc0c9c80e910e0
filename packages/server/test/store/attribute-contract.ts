// What every AttributeStore must do.
import { describe, expect, it } from "vitest";
import type { Store } from "../../src/stores.ts";
import { person } from "./contract.ts";

const C = "default";

export function attributeContract(opened: () => Store): void {
  describe("attributes", () => {
    it("T6: keeps a person's by name until they end, and forgets them with the person", async () => {
      await opened().people.import(C, [person("attributes@example.com")]);
      const { id } = (await opened().people.find(C, "attributes@example.com"))!;
      const one = { name: "location", type: 1, value: Buffer.from("Berlin"), readers: "", untilMs: 0 } as const;
      const two = { ...one, name: "phone.state", untilMs: 100 };
      await opened().attributes.change(C, id, { puts: [one, two], removes: [] });
      const names = async (nowMs: number) => (await opened().attributes.of(C, id, nowMs)).map(({ name }) => name);
      expect(await names(99)).toEqual(["location", "phone.state"]);
      expect(Buffer.from((await opened().attributes.of(C, id, 0))[0]!.value).toString()).toBe("Berlin");
      expect(await names(100)).toEqual(["location"]);
      expect(await opened().attributes.removeEnded(100)).toBe(1);
      await opened().attributes.change(C, id, { puts: [{ ...one, untilMs: 5 }], removes: ["phone.state"] });
      expect(await names(0)).toEqual(["location"]);
      await opened().attributes.change(C, id, { puts: [one], removes: [] });
      await opened().people.erase(C, id);
      expect(await names(0)).toEqual([]);
    });
  });
}
