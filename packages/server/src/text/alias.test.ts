import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applicationName, normalAlias } from "./alias.ts";

describe("D14: aliases are compared by their normal form", () => {
  it.each([
    ["17", "17"],
    ["User:Bob", "user:bob"],
    ["  Bob\u00a0\u2003 Stone ", "bob stone"],
    ["Zoe\u0308", "zo\u00eb"],
    ["b\u200bob\u00ad", "bob"],
    ["\u0130", "i\u0307"],
  ])("%j is kept as %j", (written, kept) => expect(normalAlias(written)).toBe(kept));

  it("no others are the same: accents, punctuation, underscores and zeros in front count", () => {
    const written = ["zoe", "zoë", "o'neil", "oneil", "bob_s", "bob s", "bob-s", "7", "007"];
    expect(new Set(written.map(normalAlias)).size).toBe(written.length);
  });

  it.each(["", "  ", "\u200b", "a\nb", "a\tb", "a\u202eb", "\ud800", "x".repeat(129), " ".repeat(600)])(
    "%j is none",
    (written) => expect(normalAlias(written)).toBeUndefined(),
  );

  it("what is kept is its own normal form", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (written) => {
        const kept = normalAlias(written);
        if (kept !== undefined) expect(normalAlias(kept)).toBe(kept);
      }),
    );
  });

  it("names of applications are short, and capitals are small letters", () => {
    expect([" Redmine ", "wiki-2.de_x", "7"].map(applicationName)).toEqual(["redmine", "wiki-2.de_x", "7"]);
    expect(["", "-a", "a b", "ä", "a:b", "x".repeat(65)].map(applicationName)).toEqual(Array(6).fill(undefined));
  });
});
