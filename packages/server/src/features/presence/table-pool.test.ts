import fc from "fast-check";
import { expect, it } from "vitest";
import { TablePool } from "./table-pool.ts";

/** Marks every word of the table. */
const fill = (pool: TablePool, place: number, bits: number, mark: number): void =>
  void pool.chunkOf(place).fill(mark, pool.offsetOf(place), pool.offsetOf(place) + (1 << bits));

it("gives tables that share no word, of any size", () => {
  const bits = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 15, max: 19 }));
  fc.assert(
    fc.property(fc.array(fc.record({ bits, give: fc.nat(3) }), { maxLength: 60 }), (steps) => {
      const pool = new TablePool();
      const held: Array<{ place: number; bits: number; mark: number }> = [];
      for (const [mark, step] of steps.entries()) {
        const place = pool.take(step.bits);
        fill(pool, place, step.bits, mark);
        held.push({ place, bits: step.bits, mark });
        const [back] = step.give === 0 ? held.splice(held.length >> 1, 1) : [];
        if (back) pool.give(back.place, back.bits);
      }
      for (const { place, bits: size, mark } of held) {
        const table = pool.chunkOf(place).subarray(pool.offsetOf(place), pool.offsetOf(place) + (1 << size));
        expect([table.length, table.every((word: number) => word === mark)]).toEqual([1 << size, true]);
      }
    }),
    { numRuns: 50 },
  );
});

it("gives room again before it takes more", () => {
  const pool = new TablePool();
  const places = Array.from({ length: 1_000 }, () => pool.take(6));
  for (const place of places) pool.give(place, 6);
  expect(new Set(Array.from({ length: 1_000 }, () => pool.take(6)))).toEqual(new Set(places));
});

it("what was left of a chunk when a larger table came is given to smaller ones", () => {
  const pool = new TablePool();
  const first = pool.take(10);
  const second = pool.take(18);
  expect(pool.chunkOf(second)).not.toBe(pool.chunkOf(first));
  // 2¹⁸ − 2¹⁰ words, cut into one table of each size from 2¹⁷ to 2¹⁰.
  for (let bits = 10; bits < 18; bits++) expect(pool.chunkOf(pool.take(bits))).toBe(pool.chunkOf(first));
});
