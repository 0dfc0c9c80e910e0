import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

describe("the methods", () => {
  const folder = `${protocolFolder}livename/v1/`;
  const rpcs = readdirSync(folder).flatMap((file) => {
    const text = readFileSync(folder + file, "utf8");
    const service = /^service (\w+?)(?:Service)? \{/m.exec(text)?.[1];
    return [...text.matchAll(/rpc (\w+)\((\w+)\) returns \((\w+)\)/g)].map(([, rpc, request, reply]) => ({
      method: `METHOD_${capitals(service!)}_${capitals(rpc!)}`,
      push: request === reply,
    }));
  });
  const numbered = [...readFileSync(`${folder}frame.proto`, "utf8").matchAll(/^ {2}(METHOD_\w+) = \d+;( \/\/ push)?/gm)]
    .map(([, method, push]) => ({ method: method!, push: push !== undefined }))
    .filter(({ method }) => method !== "METHOD_UNSPECIFIED");

  test("F21: each method has the name of its service and rpc, and is a push when request and reply are one type", () => {
    const byName = (a: { method: string }, b: { method: string }) => (a.method < b.method ? -1 : 1);
    expect(numbered.length).toBeGreaterThan(50);
    expect([...rpcs].sort(byName)).toEqual([...numbered].sort(byName));
  });
});

function capitals(name: string): string {
  return name.replaceAll(/([a-z])([A-Z])/g, "$1_$2").toUpperCase();
}
