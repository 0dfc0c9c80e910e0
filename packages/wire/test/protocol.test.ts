import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { protocolFolder, runBuf } from "./schema.ts";

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "livename-protocol-"));
  for (const name of ["livename", "buf.yaml", "baseline.binpb"]) {
    cpSync(protocolFolder + name, join(copy, name), { recursive: true });
  }
});
afterEach(() => rmSync(copy, { recursive: true }));

const breaking = () => runBuf(["breaking", "--against", "baseline.binpb"], copy);

/** Changes a file of the copy; the text must be there. */
function edit(file: string, from: string, to: string): void {
  const path = join(copy, "livename/v1", file);
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

describe("the protocol's files", () => {
  test("are well formed by buf's rules and break nobody who speaks the baseline", () => {
    expect(runBuf(["lint"]).toString()).toBe("");
    expect(breaking().toString()).toBe("");
  });

  test("a field that changes its type breaks the build", () => {
    edit("presence.proto", "uint64 held = 2;", "string held = 2;");
    expect(breaking).toThrow();
  });

  test("a field that goes without being reserved breaks the build", () => {
    edit("presence.proto", "  uint64 until_ms = 5;\n", "");
    expect(breaking).toThrow();
  });

  test("a new field breaks nobody", () => {
    edit("presence.proto", "  uint64 until_ms = 5;\n", "  uint64 until_ms = 5;\n  string mood = 7;\n");
    expect(breaking().toString()).toBe("");
  });
});
