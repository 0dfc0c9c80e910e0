import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { directId, otherMember } from "./direct-id.ts";

const id = fc.stringMatching(/^[a-z0-9]{1,8}$/);

describe("directId", () => {
  it("C1: is the same whoever opens it, and tells each member the other", () => {
    fc.assert(
      fc.property(id, id, (a, b) => {
        fc.pre(a !== b);
        expect(directId(a, b)).toBe(directId(b, a));
        expect(otherMember(directId(a, b), a)).toBe(b);
        expect(otherMember(directId(a, b), b)).toBe(a);
      }),
    );
  });

  it("C2: names no other to anybody else", () => {
    fc.assert(
      fc.property(id, id, id, (a, b, stranger) => {
        fc.pre(new Set([a, b, stranger]).size === 3);
        expect(otherMember(directId(a, b), stranger)).toBeUndefined();
      }),
    );
  });

  it.each([
    "",
    "direct.",
    "direct.a",
    "direct.a.",
    "direct..a",
    "direct.a.a",
    "direct.b.a",
    "direct.a.b.c",
    "group.a.b",
  ])("C2: %j is no conversation of a", (conversation) => {
    expect(otherMember(conversation, "a")).toBeUndefined();
  });
});
