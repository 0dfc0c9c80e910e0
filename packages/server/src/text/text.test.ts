import { expect, it } from "vitest";
import { problemOf, tidy } from "./text.ts";

/** As SPEC lists them. */
const BLANKS = [
  ...range(0x09, 0x0d),
  ...[0x20, 0xa0, 0x1680],
  ...range(0x2000, 0x200a),
  ...[0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff],
];
const CONTROLS = [...range(0x00, 0x1f), ...range(0x7f, 0x9f)];
const HALVES = range(0xd800, 0xdfff);
const SEPARATORS = [0x2028, 0x2029];
const TURNING = [...range(0x202a, 0x202e), ...range(0x2066, 0x2069)];

it("F20: blanks are those that SPEC lists, and no other character is taken off the ends", () => {
  const taken = range(0, 0xffff).filter((unit) => tidy(String.fromCharCode(unit)) === "");
  expect(taken).toEqual(BLANKS);
});

it.each([
  ["line" as const, [...CONTROLS, ...HALVES, ...SEPARATORS, ...TURNING]],
  ["lines" as const, [...CONTROLS.filter(notLine), ...HALVES, ...SEPARATORS, ...TURNING]],
  ["message" as const, [...CONTROLS.filter(notLine), ...HALVES]],
])("F20: what a %s must not contain is what SPEC lists, and nothing else", (kind, expected) => {
  const refused = range(0, 0xffff).filter((unit) => problemOf(`a${String.fromCharCode(unit)}b`, kind) !== undefined);
  expect(refused).toEqual([...new Set(expected)].sort((a, b) => a - b));
});

it("F20: CR LF is kept as LF, CR alone is a control character", () => {
  expect(tidy(" one\r\ntwo\r\n")).toBe("one\ntwo");
  expect(problemOf(tidy("one\rtwo"), "lines")).toBe("contains control characters");
  expect(problemOf("\u{1f44b}", "line")).toBeUndefined();
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function notLine(unit: number): boolean {
  return unit !== 0x0a && unit !== 0x09;
}
