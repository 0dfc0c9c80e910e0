import { Code } from "@livename/wire/frame";
import fc from "fast-check";
import { expect, it } from "vitest";
import { checkBase, heldOf, isHeld, type Page, pageBefore, pageSince } from "./held.ts";

/** What a store answers: consecutive entries, ascending. */
function read(last: number, first: number, page: Page | undefined): number[] {
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  if (!page) return [];
  return "after" in page
    ? all.filter((number) => number > page.after).slice(0, page.limit)
    : all.filter((number) => number < page.before).slice(-page.limit);
}

const log = fc
  .record({ epoch: fc.integer({ min: 1, max: 2 }), first: fc.integer({ min: 1, max: 9 }), length: fc.nat(20) })
  .map(({ epoch, first, length }) => ({ epoch, first, last: first + length - 1 }));

it("C5: whoever asks for what follows comes to the end of the log, without a hole and nothing twice", () => {
  const held = fc.record({ number: fc.nat(30), epoch: fc.integer({ min: 1, max: 2 }) });
  fc.assert(
    fc.property(log, held, fc.integer({ min: 1, max: 7 }), (there, claimed, limit) => {
      let number = heldOf(there, claimed);
      if (number > 0) expect(claimed).toEqual({ number, epoch: there.epoch });
      for (let round = 0; ; round++) {
        // Meanwhile more was appended: that is pushed behind the answer.
        const entries = read(there.last + 5, there.first, pageSince(there, number, limit));
        if (entries.length === 0) break;
        if (number > 0) expect(entries[0]).toBe(number + 1);
        expect(entries.length).toBeLessThanOrEqual(limit);
        number = entries.at(-1)!;
        expect(round).toBeLessThan(30);
      }
      expect(number).toBe(there.last < there.first ? Math.min(number, there.last) : there.last);
    }),
  );
});

it("C6: whoever reads backwards comes to the first entry", () => {
  fc.assert(
    fc.property(log, fc.nat(40), fc.integer({ min: 1, max: 7 }), (there, from, limit) => {
      const all: number[] = [];
      for (let before = from; ; before = all[0]!) {
        const entries = read(there.last, there.first, pageBefore(there, before, limit));
        if (entries.length === 0) break;
        all.unshift(...entries);
      }
      const end = from === 0 ? there.last : Math.min(from - 1, there.last);
      expect(all).toEqual(read(there.last, there.first, { before: end + 1, limit: 99 }));
    }),
  );
});

it("a version counts in its epoch only, and not from a future that was lost", () => {
  const now = { epoch: 3, version: 5 };
  expect(isHeld(undefined, now)).toBe(false);
  expect(isHeld({ epoch: 3, version: 5 }, now)).toBe(true);
  expect(isHeld({ epoch: 2, version: 5 }, now)).toBe(false);
  expect(isHeld({ epoch: 3, version: 6 }, now)).toBe(false);
});

it("P16, V2: a change that builds on another version is stale, and a register that nobody set has no epoch", () => {
  const check = (base: { epoch: number; version: number } | undefined, version: number) => () =>
    checkBase(base, { epoch: 3, version }, "Read it again.");
  expect(check(undefined, 5)).not.toThrow();
  expect(check({ epoch: 3, version: 5 }, 5)).not.toThrow();
  expect(check({ epoch: 1, version: 0 }, 0)).not.toThrow();
  for (const base of [
    { epoch: 3, version: 4 },
    { epoch: 2, version: 5 },
  ])
    expect(check(base, 5)).toThrow(expect.objectContaining({ code: Code.STALE, message: "Read it again." }));
});
