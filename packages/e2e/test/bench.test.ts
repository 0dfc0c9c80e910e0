// The bench works: its short form measures every row but those of the browser, which other tests exercise.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("the short form of the bench prints T1, T3, T4, T7, T8, T10 and T11 beside their floor", async () => {
  const script = fileURLToPath(new URL("../../../scripts/bench.mjs", import.meta.url));
  const words = ["T1", "T7", "T8", "T10", "T11"];
  const { stdout } = await promisify(execFile)("node", [script, "--short", ...words]);
  const names = stdout.match(/^\| (T\d+) \|/gm)?.map((row) => row.slice(2, -2));
  expect([...new Set(names)]).toEqual(["T1", "T3", "T4", "T7", "T8", "T10", "T11"]);
  expect(stdout).not.toContain("NaN");
}, 120_000);
