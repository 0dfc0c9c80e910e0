import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { orderBetween, ordersBetween } from "./order.ts";

const KEY = /^[0-9A-Za-z]{1,64}$/;

describe("an order key", () => {
  it("K: lies between its neighbours, is valid, and leaves room before it, wherever one adds", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 200 }), { maxLength: 300 }), (places) => {
        const keys: string[] = [];
        for (const wanted of places) {
          const at = wanted % (keys.length + 1);
          const key = orderBetween(keys[at - 1] ?? "", keys[at]);
          expect(key).toMatch(KEY);
          expect(key!.endsWith("0")).toBe(false);
          keys.splice(at, 0, key!);
        }
        expect(keys).toEqual(keys.toSorted());
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it("lies between any two keys of others, or says that there is no room", () => {
    const key = fc.stringMatching(/^[0-9A-Za-z]{1,12}$/);
    fc.assert(
      fc.property(key, key, (one, other) => {
        const [after, before] = [one, other].toSorted() as [string, string];
        const between = orderBetween(after, before);
        if (between === undefined) expect(before === after || /^0+$/.test(before.slice(after.length))).toBe(true);
        else expect(after < between && between < before, `${after} < ${between} < ${before}`).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("stays short however many are added at either end, and lasts for 200 at one spot between", () => {
    let last = orderBetween("", undefined)!;
    let first = last;
    for (let count = 0; count < 5_000; count++) {
      last = orderBetween(last, undefined)!;
      first = orderBetween("", first)!;
      expect(`${first} ${last}`).not.toMatch(/0( |$)/);
    }
    expect([first.length, last.length]).toEqual([4, 4]);
    let before = "B";
    for (let count = 0; count < 200; count++) before = orderBetween("A", before)!;
    expect(before).toMatch(KEY);
  });

  it("is given to many at once, ascending and between two others", () => {
    fc.assert(
      fc.property(fc.nat({ max: 500 }), (count) => {
        const orders = ordersBetween(count, "A", "B")!;
        expect(orders).toHaveLength(count);
        expect(["A", ...orders, "B"]).toEqual([...new Set(["A", ...orders, "B"])].toSorted());
      }),
      { numRuns: 50 },
    );
    expect(ordersBetween(2, "1", "10")).toBeUndefined();
  });
});
