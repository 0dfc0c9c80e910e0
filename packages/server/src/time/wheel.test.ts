import { FakeClock } from "@livename/testkit";
import fc from "fast-check";
import { expect, it } from "vitest";
import { TimerWheel } from "./wheel.ts";

it("brings up each item when it is due, never early and at most a slot late", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5_000), fc.integer({ min: 1, max: 60_000 })), { maxLength: 30 }), (plan) => {
      const clock = new FakeClock();
      const wheel = new TimerWheel<{ dueMs: number; cameMs: number }>(clock, 1_000, 64, (item) => {
        item.cameMs = clock.now();
        return 0;
      });
      const items = plan.map(([pauseMs, delayMs]) => {
        clock.advance(pauseMs);
        const item = { dueMs: clock.now() + delayMs, cameMs: 0 };
        wheel.add(item, delayMs);
        return item;
      });
      clock.advance(62_000);
      for (const { dueMs, cameMs } of items) {
        expect(cameMs).toBeGreaterThanOrEqual(dueMs);
        expect(cameMs).toBeLessThan(dueMs + 2_000);
      }
      expect([wheel.size, clock.pending]).toEqual([0, 0]);
    }),
  );
});

it("keeps one timer for all and renews what asks for it", () => {
  const clock = new FakeClock();
  const seen: number[] = [];
  const wheel = new TimerWheel<number>(clock, 1_000, 8, (item) => {
    seen.push(item);
    return seen.length < 6 ? 2_000 : 0;
  });
  for (let item = 0; item < 3; item++) wheel.add(item, 1_000);
  expect(clock.pending).toBe(1);
  clock.advance(3_500);
  expect(seen).toEqual([0, 1, 2, 0, 1, 2]);
});

it("brings items up in time however the clock is set", () => {
  for (const stepMs of [-3_600_000, 3_600_000]) {
    const clock = new FakeClock();
    const came: string[] = [];
    const wheel = new TimerWheel<string>(clock, 1_000, 64, (item) => {
      came.push(item);
      return 0;
    });
    wheel.add("before", 10_000);
    clock.advance(4_000);
    clock.setWall(stepMs);
    wheel.add("after", 3_000);
    clock.advance(5_000);
    expect(came).toEqual(["after"]);
    clock.advance(4_000);
    expect(came).toEqual(["after", "before"]);
  }
});

it("F19: a late turn asks each item once: what it waits for begins then", () => {
  let nowMs = 0;
  let ring = (): void => undefined;
  const clock = {
    now: () => nowMs,
    monotonic: () => nowMs,
    after(_delayMs: number, task: () => void) {
      ring = task;
      return () => undefined;
    },
  };
  const asked: number[] = [];
  const wheel = new TimerWheel<string>(clock, 250, 256, () => {
    asked.push(nowMs);
    return asked.length < 2 ? 10_000 : 0;
  });
  wheel.add("ping, then verdict", 1_000);
  nowMs = 15_000;
  ring();
  expect(asked).toEqual([15_000]);
  for (nowMs = 15_250; nowMs < 24_900; nowMs += 250) ring();
  expect(asked).toEqual([15_000]);
  nowMs = 25_250;
  ring();
  expect([asked, wheel.size]).toEqual([[15_000, 25_250], 0]);
});
