// Lint proves that no import leads from the middle of the server to a feature; here is what needs no import.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));

/** Sources outside of features and of what is generated for all, without tests. */
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !/^features\b/.test(name))
  .map((name) => ({ name: relative(SRC, join(SRC, name)), text: readFileSync(join(SRC, name), "utf8") }));

const found = (pattern: RegExp): string[] =>
  sources.flatMap(({ name, text }) => [...text.matchAll(pattern)].map(([match]) => `${name}: ${match}`));

it("no table outside of features names a feature's method", () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(found(/\bMethod\.(?!SESSION_|UNSPECIFIED\b)\w+/g)).toEqual([]);
  expect(found(/\bMETHOD_\w+/g)).toEqual([]);
});

it("no code outside of features answers a feature's method or pushes for it", () => {
  const imports = found(/import \{[^}]+\} from "@livename\/wire\/(?:handlers|calls)"/g);
  const names = imports.flatMap((line) => [...line.matchAll(/[{,] (?:type )?(\w+)/g)].map(([, name]) => name!));
  expect(names).toContain("sessionHello");
  expect(names.filter((name) => !/^session[A-Z]/.test(name) && !/^[A-Z]/.test(name))).toEqual([]);
});
