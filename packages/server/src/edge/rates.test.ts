import { expect, it } from "vitest";
import { costOf, Spending, spend } from "./rates.ts";

const RATE = { perSecond: 10, burst: 5 };

it("F16: a burst at once, then so many a second; who asks too early hears for how long to wait", () => {
  const spending = new Spending();
  const answers = Array.from({ length: 6 }, () => spend(spending, "read", RATE, 1_000));
  expect(answers).toEqual([0, 0, 0, 0, 0, 100]);
  expect(spend(spending, "read", RATE, 1_099)).toBe(1);
  expect(spend(spending, "read", RATE, 1_100)).toBe(0);
  expect(spend(spending, "read", RATE, 1_100)).toBe(100);
  expect(spend(spending, "write", RATE, 1_100), "another class has a bucket of its own").toBe(0);
});

it("F16: a clock that is set back makes nobody wait longer than an empty bucket does", () => {
  const spending = new Spending();
  for (let count = 0; count < 5; count++) spend(spending, "read", RATE, 3_600_000);
  expect(spend(spending, "read", RATE, 0)).toBe(100);
  expect(spend(spending, "read", RATE, 100)).toBe(0);
});

it("F16: each full 4 KiB costs a token more, and nothing costs more than a full bucket", () => {
  expect([0, 4_095, 4_096, 65_535].map((length) => costOf(new Uint8Array(length)))).toEqual([1, 1, 2, 16]);
  const spending = new Spending();
  expect(spend(spending, "read", RATE, 0, 16)).toBe(0);
  expect(spend(spending, "read", RATE, 0)).toBe(100);
});
