import { Code } from "@livename/wire/frame";
import { describe, expect, it } from "vitest";
import { checkText } from "./text.ts";

describe("checkText", () => {
  it("C8: keeps text as it was sent, with line ends as LF", () => {
    expect(checkText("  one\r\n\ttwo\n🙂 שלום ", 100)).toBe("  one\n\ttwo\n🙂 שלום ");
    expect(checkText("x".repeat(100), 100)).toHaveLength(100);
    expect(checkText("a\r\nb", 3)).toBe("a\nb");
    // People copy phone numbers and addresses that contain such marks.
    expect(checkText("\u202d+49 30 555\u202c \u2067x\u2069", 100)).toBe("\u202d+49 30 555\u202c \u2067x\u2069");
  });

  it.each([
    ["empty text", "", Code.INVALID],
    ["nothing but blanks", " \n\t\u00a0", Code.INVALID],
    ["a control character", "a\u0007b", Code.INVALID],
    ["a C1 control character", "a\u0085b", Code.INVALID],
    ["half a character", "a\ud83d", Code.INVALID],
    ["a carriage return alone", "a\rb", Code.INVALID],
    ["one character too many", "x".repeat(101), Code.TOO_LARGE],
  ])("C8: %s is refused", (_name, text, code) => {
    expect(() => checkText(text, 100)).toThrow(expect.objectContaining({ code }));
  });
});
