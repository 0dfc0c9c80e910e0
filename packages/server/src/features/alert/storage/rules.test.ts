import fc from "fast-check";
import { expect, it } from "vitest";
import { afterFiring, afterSeeing, NEW_LOG } from "./rules.ts";

it("A4 to A7: numbers have no gap, the newest stay, and what was seen stays so", () => {
  const step = fc.oneof(
    fc.record({ rule: fc.nat(1), once: fc.boolean() }),
    fc.record({ put: fc.nat(1) }),
    fc.record({ seen: fc.nat(8) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (steps, keep) => {
      const rules = new Set<number>();
      const told: number[] = [];
      let kept: number[] = [];
      let seenMost = 0;
      let log = NEW_LOG;
      for (const step of steps) {
        if ("put" in step) rules.add(step.put);
        else if ("seen" in step) {
          const former = log;
          log = afterSeeing(log, step.seen);
          seenMost = Math.max(seenMost, Math.min(step.seen, told.length));
          expect(log.seen).toBe(seenMost);
          if (log.seen === former.seen) expect(log).toBe(former);
        } else {
          const stands = rules.has(step.rule);
          const writes = afterFiring(log, { stands, once: step.once, keep });
          expect(writes !== undefined).toBe(stands);
          if (!writes) continue;
          told.push(writes.number);
          if (writes.endsRule) rules.delete(step.rule);
          expect(writes.endsRule).toBe(step.once);
          kept = [...kept, writes.number].filter((number) => number > writes.forgetUpTo);
          ({ log } = writes);
        }
        expect(told).toEqual(told.map((_, index) => index + 1));
        expect(log.last).toBe(told.length);
        expect(kept).toEqual(told.slice(-keep));
      }
    }),
    { numRuns: 1_000 },
  );
});
