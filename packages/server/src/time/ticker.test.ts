import { FakeClock } from "@livename/testkit";
import { expect, it } from "vitest";
import { Coalesced } from "./coalesce.ts";
import { Ticker } from "./ticker.ts";

function setUp() {
  const clock = new FakeClock();
  const startedMs = clock.monotonic();
  const calls: string[] = [];
  const join = (name: string) => Ticker.of(clock).join((nowMs) => calls.push(`${name} ${nowMs - startedMs}`));
  return { clock, calls, join, at: (ms: number) => startedMs + ms };
}

it("P13: who is due at the same moment comes in the order of joining, whoever asked first", () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const { clock, calls, join, at } = setUp();
    const turns = [join("presence"), join("place")];
    for (const index of order) turns[index]!.at(at(20));
    clock.advance(20);
    expect(calls).toEqual(["presence 20", "place 20"]);
    expect(clock.pending).toBe(0);
  }
});

it("the first moment asked for counts, and one asked for meanwhile comes after", () => {
  const { clock, calls, join, at } = setUp();
  const one = join("one");
  one.at(at(50));
  one.at(at(10));
  one.at(at(70));
  clock.advance(100);
  expect(calls).toEqual(["one 10"]);
  one.at(at(100));
  clock.advance(0);
  expect(calls).toEqual(["one 10", "one 100"]);
  one.at(at(200));
  one.leave();
  clock.advance(200);
  expect(calls).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

it("a timer that rings early by the clock is in time", () => {
  let now = 5_000;
  let ring: (() => void) | undefined;
  const clock = {
    now: () => now,
    monotonic: () => now,
    after: (_delayMs: number, task: () => void) => {
      ring = task;
      return () => {};
    },
  };
  const calls: number[] = [];
  const turn = Ticker.of(clock).join((nowMs) => calls.push(nowMs));
  turn.at(5_010);
  now = 5_009;
  ring!();
  expect(calls).toEqual([5_010]);
});

it("P13: changes are gathered on a grid, whenever the first of them came", () => {
  const clock = new FakeClock(1_000_000);
  const flushed: Array<[number, string[]]> = [];
  const changed = new Coalesced<string>(clock, 10, (items) => flushed.push([clock.now() - 1_000_000, [...items]]));
  clock.advance(3);
  changed.add("a");
  clock.advance(4);
  changed.add("b");
  changed.add("a");
  clock.advance(3);
  changed.add("c");
  clock.advance(10);
  expect(flushed).toEqual([
    [10, ["a", "b"]],
    [20, ["c"]],
  ]);
  changed.add("d");
  changed.stop();
  clock.advance(10);
  expect(flushed).toHaveLength(2);
});
