import { FakeClock } from "@livename/testkit";
import { decode } from "@livename/wire";
import { readServerFrame } from "@livename/wire/frame";
import { expect, it } from "vitest";
import { createHarness, payloadOf, type TestSocket } from "../../test/edge-harness.ts";
import { TimeTeller } from "./time-teller.ts";

const DAY_MS = 86_400_000;

/** The times that a connection was told, pings apart. */
const told = ({ frames }: TestSocket): number[] =>
  frames
    .filter((frame) => frame[0] !== 0x89)
    .map((frame) => decode(readServerFrame, payloadOf(frame)).serverTimeMs)
    .filter((timeMs) => timeMs > 0);

it.each([DAY_MS, -DAY_MS, 1_000])(
  "Times: everybody is told within a second that the server's clock was set by %s ms, once",
  async (stepMs) => {
    const { signIn, connect, clock } = createHarness();
    const [amy, bob] = [(await signIn("amy")).socket, (await signIn("bob")).socket];
    const stranger = connect();
    clock.advance(5_000);
    expect([told(amy), told(bob)]).toEqual([[], []]);
    clock.setWall(stepMs);
    clock.advance(1_000);
    for (const socket of [amy, bob]) {
      expect(told(socket)).toHaveLength(1);
      expect(clock.now() - told(socket)[0]!).toBeGreaterThanOrEqual(0);
      expect(clock.now() - told(socket)[0]!).toBeLessThanOrEqual(1_000);
    }
    clock.advance(3_000);
    expect([told(amy).length, told(bob).length, stranger.frames]).toEqual([1, 1, []]);
    // And once more, the other way.
    clock.setWall(-stepMs);
    clock.advance(1_000);
    expect([told(amy).length, told(bob).length]).toEqual([2, 2]);
  },
);

it("Times: many are told in portions, and the new time when it is set once more meanwhile", () => {
  const clock = new FakeClock();
  const times = new Map<number, number[]>();
  const everybody = new Set(
    Array.from({ length: 1_000 }, (_, number) => ({
      tell(frame: Buffer) {
        times.set(number, [...(times.get(number) ?? []), decode(readServerFrame, payloadOf(frame)).serverTimeMs]);
      },
    })),
  );
  const teller = new TimeTeller(clock, everybody);
  teller.look(() => {});
  clock.setWall(DAY_MS);
  teller.check();
  expect(times.size).toBe(256);
  clock.advance(10);
  expect(times.size).toBe(512);
  clock.setWall(DAY_MS);
  teller.check();
  clock.advance(40);
  expect(times.size).toBe(1_000);
  for (const all of times.values()) expect(Math.abs(clock.now() - all.at(-1)!)).toBeLessThanOrEqual(40);
  expect(clock.pending).toBe(0);
});

it("Times: nobody looks while nobody is there", () => {
  const clock = new FakeClock();
  const everybody = new Set([{ tell: () => {} }]);
  const teller = new TimeTeller(clock, everybody);
  const began: number[] = [];
  const look = () => teller.look((_, delayMs) => began.push(delayMs));
  look();
  look();
  expect([began.length, teller.check() > 0]).toEqual([1, true]);
  everybody.clear();
  expect(teller.check()).toBe(0);
  look();
  expect(began.length).toBe(2);
});
