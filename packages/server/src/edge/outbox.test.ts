import fc from "fast-check";
import { expect, it } from "vitest";
import { Outbox } from "./outbox.ts";

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
    fc.property(puts, (all) => {
      const outbox = new Outbox();
      for (const { key, value } of all) {
        const frame = Uint8Array.of(value);
        if (key === undefined) outbox.entry(frame);
        else outbox.register(key, frame);
      }
      expect(outbox.bytes).toBe(expected(all).length);
      expect(outbox.take().map(([value]) => value)).toEqual(expected(all));
      expect([outbox.bytes, outbox.empty, outbox.take()]).toEqual([0, true, []]);
    }),
  );
});

it("F15: a register's newer value does not overtake the reply before it", () => {
  const outbox = new Outbox();
  outbox.register("amy", Uint8Array.of(1));
  outbox.entry(Uint8Array.of(2));
  outbox.register("amy", Uint8Array.of(3));
  expect(outbox.take().map(([value]) => value)).toEqual([2, 3]);
});
