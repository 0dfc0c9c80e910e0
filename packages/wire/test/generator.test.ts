import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const script = fileURLToPath(new URL("../scripts/generate.mjs", import.meta.url));
const built = fileURLToPath(new URL("../gen/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "livename-gen-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the generated codec", () => {
  test("is the same whenever and wherever it is made", () => {
    execFileSync(process.execPath, [script, folder]);
    const read = (from: string) =>
      Object.fromEntries(readdirSync(from).map((name) => [name, readFileSync(join(from, name), "utf8")]));
    expect(read(folder)).toEqual(read(built));
  });

  test("makes no code at run time, so that it runs under a strict Content-Security-Policy", () => {
    for (const name of readdirSync(built).filter((file) => file.endsWith(".js"))) {
      expect(readFileSync(join(built, name), "utf8"), name).not.toMatch(/\beval\b|\bnew Function\b|\bFunction\(/);
    }
  });

  test("carries the licence of the code that it contains", () => {
    const licence = readFileSync(new URL("../../../node_modules/protobufjs/LICENSE", import.meta.url), "utf8").trim();
    expect(readFileSync(join(built, "runtime.js"), "utf8")).toContain(licence);
    expect(readFileSync(new URL("../THIRD_PARTY.md", import.meta.url), "utf8")).toContain(licence);
  });
});
