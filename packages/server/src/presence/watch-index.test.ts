import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLAGS, PUSHED, VERSION, WATCHER, WatchIndex, WORDS } from "./watch-index.ts";

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
            const at = found >= 0 ? found : index.add(watcher, target, word, word);
            index.wordsOf(target)[at + VERSION] = word;
            index.wordsOf(target)[at + FLAGS] = word;
            model.set(pair, word);
          } else if (what === "remove") expect(index.remove(watcher, target)).toBe(model.delete(pair));
          else {
            const own = [...model.keys()].filter((edge) => edge.startsWith(`${watcher}>`));
            const targets = index.removeAll(watcher);
            expect(targets.map((to) => `${watcher}>${to}`).sort()).toEqual(own.sort());
            for (const edge of own) model.delete(edge);
          }
        }
        expect(index.edges).toBe(model.size);
        for (let at = 0; at <= 12; at++) {
          expect(index.count(at)).toBe([...model.keys()].filter((edge) => edge.startsWith(`${at}>`)).length);
          const known = new Map<string, number>();
          const words = index.wordsOf(at);
          for (let from = 0; from < index.lengthOf(at); from += WORDS) {
            expect(words[from + FLAGS]).toBe(words[from + VERSION]);
            known.set(`${words[from + WATCHER]}>${at}`, words[from + VERSION]!);
            expect(index.find(words[from + WATCHER]!, at)).toBe(from);
          }
          const expected = [...model].filter(([edge]) => edge.endsWith(`>${at}`));
          expect(known).toEqual(new Map(expected));
        }
      }),
    );
  });

  it("P13: an edge is new with the version and the push that it was given, and without flags", () => {
    const index = new WatchIndex();
    const first = index.add(1, 2, 77, -5);
    index.wordsOf(2)[first + FLAGS] = 3;
    index.remove(1, 2);
    const again = index.add(1, 2, 78, -4);
    const words = index.wordsOf(2);
    expect([words[again + VERSION], words[again + PUSHED], words[again + FLAGS]]).toEqual([78, -4, 0]);
  });
});
