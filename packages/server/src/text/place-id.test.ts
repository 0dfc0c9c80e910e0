import { Code } from "@livename/wire/frame";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeId } from "../people/place-id.ts";

describe("placeId", () => {
  it.each([
    ["HTTPS://Example.com:443/a?x=1#top", "https://example.com/a"],
    ["http://example.com", "http://example.com/"],
    ["https://amy:secret@example.com/a/", "https://example.com/a/"],
    ["https://example.com/a b", "https://example.com/a%20b"],
    ["ticket:4711", "ticket:4711"],
    ["Kitchen?#", "Kitchen?#"],
    ["https://", "https://"],
  ])("L1, L2: %s is the place %s", (asked, place) => {
    expect(placeId(asked)).toBe(place);
  });

  it.each(["", "x".repeat(513), "a\u0000b", "a\ud800b", `https://example.com/${"ä".repeat(100)}`])(
    "L3: %j is refused",
    (asked) => {
      expect(() => placeId(asked)).toThrow(expect.objectContaining({ code: Code.INVALID }));
    },
  );

  it("L1: naming a place by its own name changes nothing", () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        fc.pre(url.length < 100);
        expect(placeId(placeId(url))).toBe(placeId(url));
      }),
    );
  });
});
