import { FakeClock } from "@livename/testkit";
import { expect, it } from "vitest";
import { Pulse } from "./pulse.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Something to flush that counts how often it was. */
function counted() {
  return {
    flushed: 0,
    flush(): void {
      this.flushed++;
    },
  };
}

async function pass(clock: FakeClock, ms: number): Promise<void> {
  for (let at = 0; at < ms; at++) {
    clock.advance(1);
    await turn();
  }
  await turn();
}

it("F3: answers go out together when the loop turns, and no later than with 31 others", async () => {
  const pulse = new Pulse(new FakeClock(), 20);
  const answered = Array.from({ length: 40 }, counted);
  const done = () => answered.filter(({ flushed }) => flushed === 1).length;
  for (const one of answered.slice(0, 31)) pulse.answer(one);
  expect(done()).toBe(0);
  pulse.answer(answered[31]!);
  expect(done()).toBe(32);
  for (const one of answered.slice(32)) pulse.answer(one);
  expect(done()).toBe(32);
  await turn();
  expect(done()).toBe(40);
  pulse.stop();
});

it("F15: a change after quiet goes at once, the next ones with the tick, together", async () => {
  const clock = new FakeClock();
  const pulse = new Pulse(clock, 20);
  const one = counted();
  pulse.tick(one);
  await turn();
  await turn();
  expect(one.flushed).toBe(1);
  for (let change = 0; change < 5; change++) {
    pulse.tick(one);
    await pass(clock, 3);
  }
  await pass(clock, 10);
  // Five marks: a connection keeps its own mark and makes one of them.
  expect(one.flushed).toBe(6);
  pulse.stop();
});

it("F15: while many arrive ticks are longer, and never longer than two seconds", async () => {
  const ticks = async (arrivalsPerMs: number): Promise<number> => {
    const clock = new FakeClock();
    const pulse = new Pulse(clock, 20);
    const beats = new Set<number>();
    let marked = false;
    const one = {
      flush() {
        marked = false;
        beats.add(clock.now());
      },
    };
    for (let ms = 0; ms < 8_000; ms++) {
      for (let count = 0; count < arrivalsPerMs; count++) pulse.arrived();
      if (!marked) pulse.tick(one);
      marked = true;
      clock.advance(1);
      await turn();
    }
    pulse.stop();
    return beats.size;
  };
  expect(await ticks(0)).toBeGreaterThan(300);
  expect(await ticks(2)).toBeGreaterThanOrEqual(4);
  expect(await ticks(2)).toBeLessThanOrEqual(12);
});

it("what is urgent does not stand in line behind a tick's many", async () => {
  const pulse = new Pulse(new FakeClock(), 20);
  const order: string[] = [];
  for (let index = 0; index < 3_500; index++) pulse.tick({ flush: () => order.push("many") });
  await turn();
  await turn();
  pulse.soon({ flush: () => order.push("urgent") });
  for (let count = 0; count < 12; count++) await turn();
  expect(order).toHaveLength(3_501);
  expect(order.indexOf("urgent")).toBeLessThan(1_000);
  pulse.stop();
});
