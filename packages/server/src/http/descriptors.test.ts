import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Descriptors } from "./descriptors.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const failure = (code: string) => Object.assign(new Error(code), { code });

it("W17: says once that no descriptor is left, counts it, and says when there are some again", () => {
  const said: string[] = [];
  const hear = (level: string) => (_fields: object, message: string) => void said.push(`${level}: ${message}`);
  let tries = 0;
  let problem: Error | undefined;
  const log = { debug: hear("debug"), info: hear("info"), warn: hear("warn"), error: hear("error") };
  const descriptors = new Descriptors(log, () => {
    tries++;
    if (problem) throw problem;
  });
  for (let count = 0; count < 50; count++) descriptors.taken();
  vi.advanceTimersByTime(10_000);
  expect([tries, said, descriptors.count]).toEqual([1, [], 0]);
  problem = failure("EMFILE");
  descriptors.taken();
  vi.advanceTimersByTime(5_000);
  expect(tries).toBeGreaterThan(4);
  expect(said).toEqual([expect.stringMatching(/^error: there are no file descriptors left: .*LimitNOFILE/)]);
  problem = undefined;
  vi.advanceTimersByTime(5_000);
  expect(said.slice(1)).toEqual(["debug: file descriptors are available again"]);
  const before = tries;
  vi.advanceTimersByTime(60_000);
  expect(tries).toBe(before);
  // Where the system tells of it, it is noticed at once.
  problem = failure("ENFILE");
  descriptors.failed(failure("ENFILE"));
  expect([descriptors.count, said.length]).toEqual([2, 3]);
  descriptors.failed(failure("EPERM"));
  expect(said[3]).toBe("error: a connection could not be accepted");
  descriptors.stop();
});
