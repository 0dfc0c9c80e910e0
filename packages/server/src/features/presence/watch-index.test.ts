import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLAGS, PUSHED, VERSION, WATCHER } from "./edge-pool.ts";
import { WatchIndex } from "./watch-index.ts";

const slot = fc.integer({ min: 0, max: 12 });
const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant("put" as const), watcher: slot, target: slot, word }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("remove" as const), watcher: slot, target: slot, word }) },
  fc.record({ what: fc.constant("removeAll" as const), watcher: slot, target: slot, word }),
);

describe("WatchIndex", () => {
  it("P11, P12, P13: holds the same edges, with what is known of each, as a plain map of pairs after any steps", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: "max" }), (steps) => {
        const index = new WatchIndex();
        const model = new Map<string, number>();
        for (const { what, watcher, target, word } of steps) {
          const pair = `${watcher}>${target}`;
          if (what === "put") {
            const found = index.find(watcher, target);
            expect(found >= 0).toBe(model.has(pair));
            const place = found >= 0 ? found : index.add(watcher, target);
            for (const which of [VERSION, PUSHED, FLAGS]) index.edges.set(place, which, word + which);
            model.set(pair, word);
          } else if (what === "remove") expect(index.remove(watcher, target)).toBe(model.delete(pair));
          else {
            const own = [...model.keys()].filter((edge) => edge.startsWith(`${watcher}>`));
            const targets = index.removeAll(watcher);
            expect(targets.map((to) => `${watcher}>${to}`).sort()).toEqual(own.sort());
            for (const edge of own) model.delete(edge);
          }
        }
        expect(index.count).toBe(model.size);
        for (let at = 0; at <= 12; at++) {
          expect(index.countOf(at)).toBe([...model.keys()].filter((edge) => edge.startsWith(`${at}>`)).length);
          const known = new Map<string, number>();
          const { edges } = index;
          for (let place = edges.first(at); place >= 0; place = edges.after(place)) {
            const watcher = edges.get(place, WATCHER);
            const version = edges.get(place, VERSION);
            for (const which of [PUSHED, FLAGS])
              expect(edges.get(place, which) | 0).toBe((version - VERSION + which) | 0);
            expect(index.find(watcher, at)).toBe(place);
            known.set(`${watcher}>${at}`, version);
          }
          expect(index.isWatched(at)).toBe(known.size > 0);
          const expected = [...model].filter(([edge]) => edge.endsWith(`>${at}`));
          expect(known).toEqual(new Map(expected.map(([edge, word]) => [edge, (word + VERSION) | 0])));
        }
      }),
    );
  });

  it("P13: a person with more watchers than a chunk holds is walked from end to end, and room is given again", () => {
    const index = new WatchIndex();
    let last = 0;
    for (let watcher = 0; watcher < 70_000; watcher++) last = Math.max(last, index.add(watcher, watcher % 3));
    const walk = (target: number): number[] => {
      const met: number[] = [];
      for (let place = index.edges.first(target); place >= 0; place = index.edges.after(place))
        met.push(index.edges.get(place, WATCHER));
      return met.sort((a, b) => a - b);
    };
    expect(walk(1)).toEqual(Array.from({ length: 23_333 }, (_, at) => at * 3 + 1));
    for (let watcher = 0; watcher < 70_000; watcher += 2) expect(index.remove(watcher, watcher % 3)).toBe(true);
    const odd = Array.from({ length: 35_000 }, (_, at) => at * 2 + 1);
    for (const target of [0, 1, 2]) expect(walk(target)).toEqual(odd.filter((watcher) => watcher % 3 === target));
    const most = Math.max(...Array.from({ length: 200 }, (_, at) => index.add(at, 5_000)));
    expect(most).toBeLessThan(last);
  });
});
