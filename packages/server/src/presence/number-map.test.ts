import fc from "fast-check";
import { expect, it } from "vitest";
import { NumberMap } from "./number-map.ts";

const keys = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 2 ** 31 - 1 }));
const changes = fc.array(fc.record({ set: fc.boolean(), key: keys, value: fc.nat({ max: 2 ** 31 - 1 }) }), {
  maxLength: 300,
});

it("behaves as a Map does", () => {
  fc.assert(
    fc.property(changes, (all) => {
      const map = new NumberMap();
      const model = new Map<number, number>();
      for (const { set, key, value } of all) {
        if (set) map.set(key, value);
        else map.delete(key);
        if (set) model.set(key, value);
        else model.delete(key);
        expect([map.size, map.has(key), map.get(key)]).toEqual([model.size, model.has(key), model.get(key)]);
      }
      for (const [key, value] of model) expect(map.get(key)).toBe(value);
      expect(map.keys().sort((a, b) => a - b)).toEqual([...model.keys()].sort((a, b) => a - b));
    }),
  );
});

it("holds as many as a session may watch, and gives them up again", () => {
  const map = new NumberMap();
  for (let key = 0; key < 5_000; key++) map.set(key * 3, key);
  for (let key = 0; key < 5_000; key++) expect(map.get(key * 3)).toBe(key);
  for (let key = 0; key < 5_000; key += 2) map.delete(key * 3);
  for (let key = 0; key < 5_000; key++) expect(map.get(key * 3)).toBe(key % 2 === 0 ? undefined : key);
  expect(map.size).toBe(2_500);
});
