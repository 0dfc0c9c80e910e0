// The bench works: its short form measures every row but those of the browser, which other tests exercise, and its load
// clients find in a message what a decoder finds.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { concat, encode, errorFrame, pushFrame, replyFrame, timeFrame } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { conversationTyping, presenceChanged, presenceWatch } from "@livename/wire/handlers";
import { Availability } from "@livename/wire/presence";
import { DeviceKind } from "@livename/wire/session";
import { expect, it } from "vitest";
import { Delays, percentile } from "../src/bench/figures.ts";
import { eachPresence } from "../src/bench/presences.ts";
import { refusalsIn, repliesIn } from "../src/bench/replies.ts";

/** The short form of those rows, as printed. */
async function shortForm(...words: string[]): Promise<string> {
  const script = fileURLToPath(new URL("../../../scripts/bench.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)("node", [script, "--short", ...words]);
  expect(stdout).not.toContain("NaN");
  return stdout;
}

const namesIn = (table: string): Set<string> =>
  new Set(table.match(/^\| (T\d+) \|/gm)?.map((row) => row.slice(2, -2)) ?? []);

it("the short form of the bench prints T1 to T5, T7, T8, T10 and T11 beside their floor", async () => {
  const table = await shortForm("T1", "T2", "T7", "T8", "T10", "T11");
  expect(namesIn(table)).toEqual(new Set(["T1", "T2", "T3", "T4", "T5", "T7", "T8", "T10", "T11"]));
}, 180_000);

it("in the short form of T6 and T9 nobody flaps and nothing goes missing", async () => {
  const table = await shortForm("T6", "T9");
  expect(namesIn(table)).toEqual(new Set(["T6", "T9"]));
  expect(table.match(/\b0 seen offline who are there\b.*\b0 afterwards/g)).toHaveLength(2);
  expect(table.match(/\b0 missing/g)).toHaveLength(2);
  // Whose connection was cut finds the session again.
  expect(table).toContain("60 attempts, 60 taken up again");
}, 180_000);

it("a load client counts the replies to a command, its refusals among them, and no pushes", () => {
  const error = { code: Code.RATE_LIMITED, message: "Too fast.", retryAfterMs: 1_000 };
  const message = Buffer.from(
    concat([
      pushFrame(conversationTyping.method, Buffer.from([0x0a, 0x01, 0x22])),
      replyFrame(6, conversationTyping.method, new Uint8Array()),
      // A sign of life, with the server's time.
      timeFrame(1_795_000_000_000),
      errorFrame(6, conversationTyping.method, error),
      replyFrame(70_000, conversationTyping.method, Buffer.from([0x22, 0x00])),
    ]),
  );
  expect([6, 70_000, 5, 0].map((command) => repliesIn(message, command))).toEqual([2, 1, 0, 3]);
  expect([6, 70_000, 5, 0].map((command) => refusalsIn(message, command))).toEqual([1, 0, 0, 1]);
});

it("a load client finds every presence of a message, and nothing else", () => {
  const presence = { availability: Availability.OFFLINE };
  const away = {
    availability: Availability.AWAY,
    message: "back at two",
    sinceMs: 1_700_000_000_000,
    devices: [DeviceKind.DESKTOP],
  };
  const entries = [
    { person: "amy", version: 2 ** 51, presence },
    { person: "ben", version: 300, presence: away },
  ];
  const results = [{ person: "cleo", version: 9, presence: away }, { person: "dan", version: 200 }, { code: 15 }];
  const message = concat([
    replyFrame(70_000, presenceWatch.method, encode(presenceWatch.write, { results })),
    timeFrame(1_795_000_000_000),
    pushFrame(conversationTyping.method, Buffer.from([0x0a, 0x03, 0x61, 0x6d, 0x79])),
    pushFrame(presenceChanged.method, encode(presenceChanged.write, { entries })),
  ]);
  const seen: Array<readonly [string, number]> = [];
  const count = eachPresence(Buffer.from(message), (bytes, from, to, availability) =>
    seen.push([bytes.toString("latin1", from, to), availability]),
  );
  expect(count).toBe(5);
  expect(seen).toEqual([
    ["cleo", Availability.AWAY],
    ["dan", 0],
    ["", 0],
    ["amy", Availability.OFFLINE],
    ["ben", Availability.AWAY],
  ]);
});

it("delays kept by tenths of a millisecond have the percentiles of the delays themselves", () => {
  const samples = Array.from({ length: 1_000 }, (_, index) => ((index * 7_919) % 1_000) / 10 + 0.05);
  const delays = new Delays();
  for (const ms of samples) delays.add(ms);
  for (const share of [0.01, 0.5, 0.99, 1]) expect(delays.percentile(share)).toBeCloseTo(percentile(samples, share), 0);
  expect(delays.count).toBe(1_000);
  expect(new Delays().percentile(0.5)).toBeNaN();
});
