import fc from "fast-check";
import { expect, it } from "vitest";
import { afterEntry, afterReading, newestOf, START, unreadOf } from "./rules.ts";

type Part = "sender" | "reader" | "withheld";

it("C11, C16: what is unread and what is newest follow from the log and the standing, whatever happened", () => {
  const part = fc.constantFrom<Part>("sender", "reader", "withheld");
  const step = fc.oneof(fc.record({ part }), fc.record({ number: fc.nat(20) }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const log: Part[] = [];
      let standing = START;
      for (const step of steps) {
        if ("part" in step) {
          log.push(step.part);
          standing = afterEntry(standing, log.length, step.part);
        } else {
          const former = standing;
          standing = afterReading(
            standing,
            { first: 1, last: log.length },
            step.number,
            (read) => log.slice(former.read, read).filter((each) => each !== "reader").length,
          );
          if (standing.read === former.read) expect(standing).toBe(former);
        }
        const range = { first: 1, last: log.length };
        expect(unreadOf(range, standing)).toBe(log.slice(standing.read).filter((each) => each === "reader").length);
        expect(newestOf(range, standing)).toBe(log.findLastIndex((each) => each !== "withheld") + 1);
      }
    }),
  );
});

it("C20: a reader's standing stays the same object, so that nothing is written", () => {
  expect(afterEntry(START, 1, "reader")).toBe(START);
});
