import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WatchIndex } from "./watch-index.ts";

const slot = fc.integer({ min: 0, max: 6 });
const step = fc.oneof(
  fc.record({ what: fc.constant("add" as const), watcher: slot, target: slot }),
  fc.record({ what: fc.constant("remove" as const), watcher: slot, target: slot }),
  fc.record({ what: fc.constant("removeAll" as const), watcher: slot, target: slot }),
);

describe("WatchIndex", () => {
  it("P11, P12: holds the same edges as a plain set of pairs after any steps", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
        const index = new WatchIndex();
        const model = new Set<string>();
        for (const { what, watcher, target } of steps) {
          const pair = `${watcher}>${target}`;
          if (what === "add") {
            expect(index.add(watcher, target)).toBe(!model.has(pair));
            model.add(pair);
          } else if (what === "remove") expect(index.remove(watcher, target)).toBe(model.delete(pair));
          else {
            const own = [...model].filter((edge) => edge.startsWith(`${watcher}>`));
            expect(
              index
                .removeAll(watcher)
                .map((to) => `${watcher}>${to}`)
                .sort(),
            ).toEqual(own.sort());
            for (const edge of own) model.delete(edge);
          }
        }
        expect(index.edges).toBe(model.size);
        for (let at = 0; at <= 6; at++) {
          const watchers = [...model].filter((edge) => edge.endsWith(`>${at}`)).map((edge) => Number(edge[0]));
          expect([...index.watchersOf(at)].sort()).toEqual(watchers.sort());
          expect(index.count(at)).toBe([...model].filter((edge) => edge.startsWith(`${at}>`)).length);
        }
      }),
    );
  });
});
