import fc from "fast-check";
import { expect, it } from "vitest";
import { NameTable } from "./name-table.ts";

const letters = fc.constantFrom(..."ab@.-9ÄB ");
const names = fc.string({ unit: letters, maxLength: 4 });
const steps = fc.array(fc.record({ name: names, number: fc.integer({ min: -3, max: 9 }) }), { maxLength: 200 });

/** The names behind each other, as a request has them, and where each begins and ends. */
function lay(texts: readonly string[]): { bytes: Buffer; spans: Int32Array } {
  const parts = texts.map((text) => Buffer.from(text));
  const spans = new Int32Array(texts.length * 2);
  let at = 0;
  parts.forEach((part, index) => {
    spans[index * 2] = at;
    at += part.length;
    spans[index * 2 + 1] = at;
  });
  return { bytes: Buffer.concat(parts), spans };
}

it("P11: finds what a plain map finds, one by one and many at once, but for names that are not plain", () => {
  fc.assert(
    fc.property(steps, fc.array(names, { maxLength: 70 }), (all, asked) => {
      const table = new NameTable();
      const model = new Map<string, number>();
      for (const { name, number } of all) {
        table.set(name, number);
        if (/^[a-z0-9@.-]+$/.test(name) && (number >= 0 || model.has(name))) model.set(name, number);
      }
      const { bytes, spans } = lay(asked);
      const found = new Int32Array(asked.length);
      table.findAll(bytes, spans, asked.length, found);
      asked.forEach((name, item) => {
        expect(found[item], name).toBe(model.get(name) ?? -1);
        expect(table.find(bytes, spans[item * 2]!, spans[item * 2 + 1]!)).toBe(found[item]);
      });
    }),
  );
});

it("P11: finds every one of many thousands, and a name that ends where another goes on is another one", () => {
  const table = new NameTable();
  const all = Array.from({ length: 50_000 }, (_, number) => `person-${number}@example.com`);
  for (const [number, name] of all.entries()) table.set(name, number);
  const { bytes, spans } = lay(all);
  const found = new Int32Array(all.length);
  table.findAll(bytes, spans, all.length, found);
  expect(found.every((number, item) => number === item)).toBe(true);
  expect(table.find(Buffer.from("person-1@example.co"), 0, 19)).toBe(-1);
});

it("P11: two names with the same hash are two names", () => {
  const table = new NameTable();
  table.set("uetbmbak", 7);
  expect(table.find(Buffer.from("tcbgcdfd"), 0, 8)).toBe(-1);
  table.set("tcbgcdfd", 8);
  expect(["uetbmbak", "tcbgcdfd"].map((name) => table.find(Buffer.from(name), 0, 8))).toEqual([7, 8]);
});
