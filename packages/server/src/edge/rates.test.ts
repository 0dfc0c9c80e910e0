import { expect, it } from "vitest";
import type { Cost } from "../kernel/cost.ts";
import { costOf, costOfBytes, owe, owesMs, Spending, spend, UNKNOWN } from "./rates.ts";

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

it("F16: a clock that is set back makes nobody wait longer than for two buckets", () => {
  const spending = new Spending();
  for (let count = 0; count < 5; count++) spend(spending, "read", RATE, 3_600_000);
  expect(spend(spending, "read", RATE, 0)).toBe(600);
  expect(spend(spending, "read", RATE, 600)).toBe(0);
});

it("F16: each full 4 KiB costs a token more, and nothing costs more than a full bucket", () => {
  const cost = (length: number) => costOf(UNKNOWN, new Uint8Array(length));
  expect([0, 4_095, 4_096, 65_535].map(cost)).toEqual([1, 1, 2, 16]);
  const spending = new Spending();
  expect(spend(spending, "read", RATE, 0, 16)).toBe(0);
  expect(spend(spending, "read", RATE, 0)).toBe(100);
});

it("F16: what is much work costs a token for each KiB that asks for it", () => {
  const work: Cost = { rate: "read", workBytes: 1_024 };
  expect([1_023, 1_024, 22_000].map((length) => costOf(work, new Uint8Array(length)))).toEqual([1, 2, 22]);
});

it("F16: an answer is paid for afterwards: nothing more is given until the debt is paid, of a bucket at most", () => {
  const spending = new Spending();
  expect(spend(spending, "read", RATE, 0)).toBe(0);
  owe(spending, "read", RATE, 0, costOfBytes(7 * 4_096 + 4_095));
  expect(owesMs(spending, "read", RATE, 0)).toBe(300);
  expect(spend(spending, "read", RATE, 0)).toBe(400);
  expect(spend(spending, "read", RATE, 400)).toBe(0);
  owe(spending, "read", RATE, 400, 1_000);
  expect(owesMs(spending, "read", RATE, 400)).toBe(500);
  owe(spending, "read", RATE, 400, -2);
  expect(owesMs(spending, "read", RATE, 400)).toBe(300);
});
