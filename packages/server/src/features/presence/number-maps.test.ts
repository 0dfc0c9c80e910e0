import fc from "fast-check";
import { expect, it } from "vitest";
import { NumberMaps } from "./number-maps.ts";

const keys = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 2 ** 31 - 1 }));
const maps = fc.oneof(fc.nat({ max: 4 }), fc.constant(2_000));
const changes = fc.array(
  fc.record({ set: fc.boolean(), map: maps, key: keys, value: fc.nat({ max: 2 ** 31 - 1 }), expected: fc.nat(60) }),
  { maxLength: 400, size: "max" },
);
const byNumber = (a: number, b: number): number => a - b;

it("each behaves as a Map of its own does", () => {
  fc.assert(
    fc.property(changes, (all) => {
      const numbers = new NumberMaps();
      const models = new Map<number, Map<number, number>>();
      for (const { set, map, key, value, expected } of all) {
        const model = models.get(map) ?? new Map<number, number>();
        models.set(map, model);
        if (set) numbers.set(map, key, value, expected);
        else numbers.delete(map, key);
        if (set) model.set(key, value);
        else model.delete(key);
        expect([numbers.size(map), numbers.get(map, key)]).toEqual([model.size, model.get(key) ?? -1]);
      }
      for (const [map, model] of models) {
        for (const [key, value] of model) expect(numbers.get(map, key)).toBe(value);
        expect(numbers.keys(map).sort(byNumber)).toEqual([...model.keys()].sort(byNumber));
      }
    }),
  );
});

it("a map of many beside those of few is found and given up again", () => {
  const numbers = new NumberMaps();
  const many = Array.from({ length: 200_000 }, (_, at) => at);
  for (let map = 0; map < 3_000; map++) numbers.set(map, map, 7, 50);
  for (const at of many) numbers.set(1, at * 3, at);
  expect(many.filter((at) => numbers.get(1, at * 3) !== at)).toEqual([]);
  for (const at of many) if (at % 2 === 0) numbers.delete(1, at * 3);
  expect(many.filter((at) => numbers.get(1, at * 3) !== (at % 2 === 0 ? -1 : at))).toEqual([]);
  const others = many.slice(2, 3_000);
  expect(others.filter((map) => numbers.get(map, map) !== 7 || numbers.size(map) !== 1)).toEqual([]);
});

it("a map that is empty gives its room back", () => {
  const numbers = new NumberMaps();
  const before = process.memoryUsage().arrayBuffers;
  for (let map = 0; map < 200_000; map++) {
    numbers.set(map % 1_000, map, 1, 50);
    numbers.delete(map % 1_000, map);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1_024 * 1_024);
});
