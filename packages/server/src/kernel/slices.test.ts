import { expect, it } from "vitest";
import { atOnce, FairSlices, type Sliced } from "./slices.ts";

/** Slices whose clock goes on by a millisecond a step, and whose turns come when the test says so. */
function slicesByHand() {
  let now = 0;
  let next: (() => void) | undefined;
  const done: string[] = [];
  const turnBy = (call: () => void): void => {
    next = call;
  };
  const slices = new FairSlices({ now: () => now, turn: turnBy });
  const work = function* (name: string, steps: number): Sliced<string> {
    for (let step = 1; step <= steps; step++) {
      now++;
      done.push(name);
      if (step < steps) yield;
    }
    return name;
  };
  /** What was done until the turn ended. */
  const turn = (): string => {
    next?.();
    return done.splice(0).join("");
  };
  return { slices, work, turn, begun: () => done.splice(0).join("") };
}

it("D13: work goes on for 8 ms, then others have their turn, one slice of each before the second of anybody", async () => {
  const { slices, work, turn, begun } = slicesByHand();
  const long = slices.long("amy", work("a", 20));
  // The turn that asks has more to do, and a whole slice ends it.
  expect(begun()).toBe("aa");
  void slices.long("amy", work("A", 4));
  void slices.long("ben", work("b", 12));
  expect([turn(), turn(), turn(), turn(), turn()]).toEqual([
    "a".repeat(8),
    "b".repeat(8),
    "a".repeat(8),
    "bbbbaaAA",
    "AA",
  ]);
  expect(await long).toBe("a");
});

it("D13: what is quick goes first, and leaves half of the time to what is long", async () => {
  const { slices, work, turn, begun } = slicesByHand();
  void slices.long("amy", work("a", 100));
  begun();
  const found = ["ben", "ben", "cleo"].map((owner, i) => slices.quick(owner, work("qrs"[i]!, 1)));
  expect(turn()).toBe(`qsr${"a".repeat(5)}`);
  expect(await Promise.all(found)).toEqual(["q", "r", "s"]);
  for (let i = 0; i < 20; i++) void slices.quick("dan", work("d", 1));
  expect([turn(), turn()]).toEqual(["ddddaaaa", "ddddaaaa"]);
});

it("D13: what little there is to do is done at once, and what fails harms nobody", async () => {
  const { slices, work, turn, begun } = slicesByHand();
  const failing = slices.long(
    "amy",
    // biome-ignore lint/correctness/useYield: it fails in its first step.
    (function* (): Sliced<void> {
      throw new Error("no");
    })(),
  );
  await expect(failing).rejects.toThrow("no");
  void slices.long("ben", work("b", 2));
  expect(turn()).toBe("bb");
  void slices.quick("cleo", work("c", 1));
  expect([begun(), turn(), turn()]).toEqual(["", "c", ""]);
  void slices.quick("cleo", work("c", 1));
  expect(begun()).toBe("c");
  expect(atOnce(work("e", 3))).toBe("e");
});
