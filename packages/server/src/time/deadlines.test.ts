import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../testkit/src/fake-clock.ts";
import { Deadlines } from "./deadlines.ts";

describe("Deadlines", () => {
  it("each key falls due once, at most a second late and never early, whatever is set and cleared", () => {
    const step = fc.record({
      key: fc.constantFrom(..."abcd"),
      inMs: fc.integer({ min: -500, max: 90_000 }),
      waitMs: fc.integer({ min: 0, max: 20_000 }),
      clear: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const clock = new FakeClock();
        const wanted = new Map<string, number>();
        const deadlines = new Deadlines<string>(clock, "wall", (key) => {
          const at = wanted.get(key)!;
          expect(clock.now()).toBeGreaterThanOrEqual(at);
          expect(clock.now()).toBeLessThanOrEqual(at + 1_000);
          wanted.delete(key);
        });
        for (const { key, inMs, waitMs, clear } of steps) {
          if (clear) expect(deadlines.clear(key)).toBe(wanted.delete(key));
          else {
            // A moment that is past falls due with the next second: as if it were now.
            wanted.set(key, clock.now() + Math.max(0, inMs));
            deadlines.set(key, clock.now() + inMs);
          }
          clock.advance(waitMs);
        }
        clock.advance(100_000);
        expect([wanted.size, deadlines.size, clock.pending]).toEqual([0, 0, 0]);
      }),
    );
  });

  it("takes what fell due while the machine slept, in order, with one timer for any number", () => {
    const due: number[] = [];
    let now = 0;
    let wake = (): void => undefined;
    let timers = 0;
    const deadlines = new Deadlines<number>(
      {
        now: () => now,
        monotonic: () => expect.unreachable(),
        after: (_delayMs, task) => {
          timers++;
          wake = task;
          return () => undefined;
        },
      },
      "wall",
      (key) => due.push(key),
    );
    for (const key of [3, 1, 2, 90_000]) deadlines.set(key, key * 1_000);
    expect(timers).toBe(1);
    now = 60_000_000;
    wake();
    expect(due).toEqual([1, 2, 3]);
    expect(deadlines.size).toBe(1);
  });

  it("calls nobody after it was stopped", () => {
    const clock = new FakeClock();
    const deadlines = new Deadlines<string>(clock, "wall", () => expect.unreachable());
    deadlines.set("a", clock.now() + 1_000);
    deadlines.stop();
    clock.advance(10_000);
    expect(clock.pending).toBe(0);
  });
});

it("sees deadlines of the wall's time within a second after the clock was set, back or forward", () => {
  const clock = new FakeClock();
  const due: string[] = [];
  const deadlines = new Deadlines<string>(clock, "wall", (key) => void due.push(key));
  deadlines.set("far", clock.now() + 7_200_000);
  clock.advance(10_000);
  clock.setWall(-3_600_000);
  deadlines.set("before the turn", clock.now() + 500);
  clock.advance(2_000);
  deadlines.set("after the turn", clock.now() + 500);
  clock.advance(2_000);
  expect(due).toEqual(["before the turn", "after the turn"]);
  clock.setWall(3_600_000 + 7_190_000);
  clock.advance(1_000);
  expect(due).toEqual(["before the turn", "after the turn", "far"]);
});

it("sees deadlines of the monotonic clock when they are due, however the clock is set", () => {
  for (const stepMs of [-86_400_000, 86_400_000]) {
    const clock = new FakeClock();
    const due: string[] = [];
    const deadlines = new Deadlines<string>(clock, "monotonic", (key) => void due.push(key));
    deadlines.set("soon", clock.monotonic() + 5_000);
    clock.setWall(stepMs);
    deadlines.set("later", clock.monotonic() + 8_000);
    clock.advance(4_999);
    expect(due).toEqual([]);
    clock.advance(1_001);
    expect(due).toEqual(["soon"]);
    clock.advance(3_000);
    expect(due).toEqual(["soon", "later"]);
  }
});
