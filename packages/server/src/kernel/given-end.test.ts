import { expect, it } from "vitest";
import { endingHere } from "./given-end.ts";

const NOW = 1_795_000_000_000;
const DAY_MS = 86_400_000;
const HALF_MS = 1_800_000;

it.each([
  ["as the server's", 0, NOW + HALF_MS],
  ["5 s behind", -5_000, NOW - 5_000 + HALF_MS],
  ["5 s ahead", 5_000, NOW + 5_000 + HALF_MS],
  ["a day behind", -DAY_MS, NOW + HALF_MS],
  ["a day ahead", DAY_MS, NOW + HALF_MS],
  ["at 1970", 1 - NOW, NOW + HALF_MS],
])("Times: an end is by the time that comes with it, which is %s", (_, aheadMs, expected) => {
  const timeMs = NOW + aheadMs;
  const { untilMs, name } = endingHere({ name: "kept", untilMs: timeMs + HALF_MS }, { timeMs }, NOW);
  expect([name, Math.abs(untilMs - expected)]).toEqual(["kept", expect.closeTo(0, -1)]);
});

it("Times: an end without a time with it, and no end, stay as they are; none gets beyond what can be told", () => {
  expect(endingHere({ untilMs: 7 }, {}, NOW).untilMs).toBe(7);
  expect(endingHere({ untilMs: 7 }, { timeMs: 0 }, NOW).untilMs).toBe(7);
  expect(endingHere({ untilMs: 0 }, { timeMs: 1 }, NOW).untilMs).toBe(0);
  expect(endingHere({ untilMs: Number.MAX_SAFE_INTEGER }, { timeMs: 1 }, NOW).untilMs).toBe(Number.MAX_SAFE_INTEGER);
  // Past for the client is past here.
  expect(endingHere({ untilMs: 1 }, { timeMs: NOW + DAY_MS }, NOW).untilMs).toBe(1);
});
