import { FakeClock } from "@livename/testkit";
import { expect, it } from "vitest";
import { Coalesced } from "./coalesce.ts";

it("P13: what changed is handed over at the next tick of the grid, once, whenever it changed", () => {
  const clock = new FakeClock(1_000_000);
  const flushed: string[] = [];
  const coalesced = new Coalesced<string>(clock, 50, (items) => flushed.push(`${clock.now()} ${[...items]}`));
  clock.advance(13);
  coalesced.add("amy");
  clock.advance(20);
  coalesced.add("bob");
  coalesced.add("amy");
  clock.advance(48);
  coalesced.add("cleo");
  clock.advance(100);
  expect(flushed).toEqual(["1000050 amy,bob", "1000100 cleo"]);
});
