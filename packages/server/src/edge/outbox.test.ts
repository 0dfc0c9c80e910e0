import fc from "fast-check";
import { expect, it } from "vitest";
import { newest, Outbox } from "./outbox.ts";

type Put = { key: string | undefined; value: number };
const puts = fc.array(
  fc.record({ key: fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined }), value: fc.nat({ max: 255 }) }),
);

/** What must come out: of each register the newest value at its newest place, of entries all. */
function expected(all: readonly Put[]): number[] {
  return all
    .filter((put, index) => put.key === undefined || !all.slice(index + 1).some((later) => later.key === put.key))
    .map((put) => put.value);
}

it("F15: registers overwrite by key at their newest place, entries all come in order, bytes are counted", () => {
  fc.assert(
    fc.property(puts, fc.boolean(), (all, swept) => {
      const outbox = new Outbox();
      for (const { key, value } of all) {
        const frame = Uint8Array.of(value);
        if (key === undefined) outbox.entry(frame);
        else outbox.register(key, frame);
      }
      expect(outbox.bytes).toBeGreaterThanOrEqual(expected(all).length);
      if (swept) {
        outbox.sweep();
        expect(outbox.bytes).toBe(expected(all).length);
      }
      expect(newest(outbox.take()).frames.map(([value]) => value)).toEqual(expected(all));
      expect([outbox.bytes, outbox.empty, outbox.take().frames]).toEqual([0, true, []]);
    }),
  );
});

it("F15: a register's newer value does not overtake the reply before it", () => {
  const outbox = new Outbox();
  outbox.register("amy", Uint8Array.of(1));
  outbox.entry(Uint8Array.of(2));
  outbox.register("amy", Uint8Array.of(3));
  expect(newest(outbox.take()).frames.map(([value]) => value)).toEqual([2, 3]);
});

it("F15: what is overwritten again and again while nobody reads takes the room of a few values", () => {
  const outbox = new Outbox();
  for (let change = 0; change < 10_000; change++) outbox.register(`person ${change % 20}`, new Uint8Array(100));
  expect(outbox.bytes).toBeLessThan(100 * 100);
});
