import { describe, expect, it } from "vitest";
import { FakeClock } from "./fake-clock.ts";

describe("FakeClock", () => {
  it("runs tasks in the order of their moments, and of asking within one", () => {
    const clock = new FakeClock(1_000);
    const seen: string[] = [];
    clock.after(20, () => seen.push(`late ${clock.now()}`));
    clock.after(10, () => seen.push(`first ${clock.now()}`));
    clock.after(10, () => seen.push(`second ${clock.now()}`));
    clock.advance(9);
    expect(seen).toEqual([]);
    clock.advance(11);
    expect(seen).toEqual(["first 1010", "second 1010", "late 1020"]);
    expect(clock.now()).toBe(1_020);
  });

  it("runs what a task asks for when that falls due within the same advance", () => {
    const clock = new FakeClock(0);
    const ticks: number[] = [];
    const tick = () => {
      ticks.push(clock.now());
      clock.after(25, tick);
    };
    clock.after(25, tick);
    clock.advance(100);
    expect(ticks).toEqual([25, 50, 75, 100]);
    expect(clock.pending).toBe(1);
    expect(clock.nextMs).toBeGreaterThan(clock.now());
  });

  it("forgets a cancelled task", () => {
    const clock = new FakeClock();
    let runs = 0;
    const cancel = clock.after(5, () => runs++);
    cancel();
    clock.advance(10);
    expect([runs, clock.pending, clock.nextMs]).toEqual([0, 0, undefined]);
  });

  it("lets promises finish between two moments when advanced asynchronously", async () => {
    const clock = new FakeClock(0);
    const seen: string[] = [];
    clock.after(10, () => {
      void Promise.resolve()
        .then(() => undefined)
        .then(() => {
          seen.push(`promise at ${clock.now()}`);
          clock.after(5, () => seen.push(`timer at ${clock.now()}`));
        });
    });
    clock.after(20, () => seen.push(`end at ${clock.now()}`));
    await clock.advanceAsync(20);
    expect(seen).toEqual(["promise at 10", "timer at 15", "end at 20"]);
  });

  it("refuses to go back", () => {
    expect(() => new FakeClock().advance(-1)).toThrow(RangeError);
    expect(() => new FakeClock().advance(Number.NaN)).toThrow(RangeError);
  });
});
