// How long the start lasts (P18), by nothing but when sessions are opened.
import { FakeClock } from "@livename/testkit";
import { describe, expect, it } from "vitest";
import { Start } from "./start.ts";

const TICK_MS = 10;

/** Lets so many come within each step of 10 s in turn; how long the start lasted, and what its end was told. */
function lasted(came: readonly number[], graceMs = 20_000): { ms: number; told: number } {
  const clock = new FakeClock(1_700_000_000_007);
  const start = new Start(clock, TICK_MS, graceMs);
  let told = 0;
  start.onOver(() => told++);
  start.onOver(() => told++)();
  const began = clock.now();
  for (let ms = 0; !start.over && ms < 300_000; ms++) {
    const [step, within] = [Math.floor(ms / 10_000), ms % 10_000];
    const all = came[step] ?? 0;
    const now = Math.floor(((within + 1) * all) / 10_000) - Math.floor((within * all) / 10_000);
    for (let one = 0; one < now; one++) start.arrived();
    clock.advance(1);
  }
  start.stop();
  return { ms: clock.now() - began, told };
}

/** The moment on the grid of ticks. */
const after = (ms: number) => ({ ms: ms + 3, told: 1 });

describe("the start of the server", () => {
  it("P18: lasts 20 s when nobody comes, or few in its last 10 s", () => {
    expect(lasted([])).toEqual(after(20_000));
    expect(lasted([10_000, 500])).toEqual(after(20_000));
    expect(lasted([0, 10, 1_000])).toEqual(after(20_000));
  });

  it("P18: lasts as long as more than a twentieth of the busiest 10 s come in 10 s, and more than ten", () => {
    expect(lasted([10_000, 501])).toEqual(after(30_000));
    expect(lasted([2_700, 2_700, 2_700, 2_700, 1_000, 135, 2_000])).toEqual(after(60_000));
    expect(lasted([0, 11, 11, 11, 10])).toEqual(after(50_000));
  });

  it("P18: lasts no longer than 120 s", () => {
    expect(lasted(Array.from({ length: 60 }, () => 100))).toEqual(after(120_000));
  });

  it("P18: lasts longer when so configured, and not at all when it is switched off", () => {
    expect(lasted([], 30_000)).toEqual(after(30_000));
    const off = new Start(new FakeClock(), TICK_MS, 0);
    let told = 0;
    off.onOver(() => told++);
    expect([off.over, told]).toEqual([true, 0]);
  });

  it("P18: is decided at ticks, and never later than promised ahead", () => {
    const clock = new FakeClock(1_700_000_000_007);
    const start = new Start(clock, TICK_MS, 20_000);
    const ticks = new Set<number>();
    for (let second = 0; !start.over && second < 200; second++) {
      ticks.add(start.tick);
      expect(start.tick * TICK_MS - clock.now()).toBeLessThanOrEqual(20_000 + TICK_MS);
      for (let one = 0; one < 20; one++) start.arrived();
      clock.advance(1_000);
    }
    expect(ticks.size).toBe(11);
    expect([...ticks].every(Number.isInteger)).toBe(true);
  });
});
