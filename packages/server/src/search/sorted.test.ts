import fc from "fast-check";
import { expect, it } from "vitest";
import { atOnce } from "../kernel/slices.ts";
import { sorted } from "./sorted.ts";

it("D13: sorts any numbers, a thousand comparisons or so at a time", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_000 }), fc.integer(), (length, seed) => {
      const numbers = Uint32Array.from({ length }, (_, i) => Math.imul(i + 1, seed | 1) >>> 3);
      const right = numbers.slice().sort();
      expect(atOnce(sorted(numbers, (a, b) => a - b))).toEqual(right);
    }),
    { numRuns: 30 },
  );
  let compared = 0;
  const work = sorted(
    Uint32Array.from({ length: 50_000 }, (_, i) => Math.imul(i, 7_919) >>> 0),
    (a, b) => {
      compared++;
      return a - b;
    },
  );
  let most = 0;
  for (let before = 0; !work.next().done; before = compared) most = Math.max(most, compared - before);
  expect(most).toBeLessThan(20_000);
});
