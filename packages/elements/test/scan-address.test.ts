import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressesIn, addressIn } from "../src/scan/address.ts";
import { isMailto, recipient } from "../src/scan/mailto.ts";

describe("A11: the person of a mailto: link", () => {
  test.each([
    ["mailto:amy@example.com", "amy@example.com"],
    ["MAILTO:Amy@Example.COM", "amy@example.com"],
    [" \n mailto:amy@example.com\t", "amy@example.com"],
    ["mail\nto:amy@\nexample.com", "amy@example.com"],
    ["mailto: amy@example.com", "amy@example.com"],
    ["mailto:%20amy@example.com%20", "amy@example.com"],
    ["mailto:amy@example.com?subject=Lyon&cc=mike@example.com", "amy@example.com"],
    ["mailto:amy@example.com#top", "amy@example.com"],
    ["mailto:amy%40example.com", "amy@example.com"],
    ["mailto:?to=amy@example.com", "amy@example.com"],
    ["mailto:?subject=Hello&TO=amy%40example.com", "amy@example.com"],
    ["mailto:amy@example.com;", "amy@example.com"],
    ["mailto:amy@example.com,", "amy@example.com"],
    ["mailto:amy@example.com, Amy@example.com", "amy@example.com"],
    ["mailto:Amy%20Currie%20%3Camy@example.com%3E", "amy@example.com"],
    ["mailto:Amy Currie <amy@example.com>", "amy@example.com"],
    ['mailto:"Currie, Amy" <amy@example.com>', "amy@example.com"],
    ["mailto:%22Currie,%20Amy%22%20%3Camy@example.com%3E", "amy@example.com"],
    ["mailto:Currie%2C%20Amy%20%3Camy@example.com%3E", "amy@example.com"],
    ["mailto:amy+lyon@example.com", "amy+lyon@example.com"],
    ["mailto:amy@m\u00fcnchen.example", "amy@xn--mnchen-3ya.example"],
    ["mailto:amy@m%C3%BCnchen.example", "amy@xn--mnchen-3ya.example"],
    ["mailto:amy@XN--MNCHEN-3YA.example", "amy@xn--mnchen-3ya.example"],
  ])("%s is %s", (href, address) => {
    expect(recipient(href)).toBe(address);
  });

  test.each([
    "mailto:amy@example.com,mike@example.com",
    "mailto:amy@example.com;mike@example.com",
    "mailto:amy@example.com%2Cmike@example.com",
    "mailto:amy@example.com, nobody",
    'mailto:"Currie, Amy" <amy@example.com>; Mike <mike@example.com>',
    "mailto:amy@example.com?to=mike@example.com",
    "mailto:",
    "mailto:?subject=Hello",
    "mailto:?subject=to=amy@example.com",
    "mailto:%E0%A4%A@example.com",
    "mailto:nobody",
    "https://example.com/?mailto:amy@example.com",
    `mailto:${"a".repeat(300)}@example.com`,
    `mailto:${",".repeat(9_000)}amy@example.com`,
  ])("%s is nobody", (href) => {
    expect(recipient(href)).toBeUndefined();
  });

  const LOCAL = fc.stringMatching(/^[a-z][a-z0-9.+_-]{0,20}$/);
  const ADDRESS = fc.tuple(LOCAL, fc.domain()).map(([local, domain]) => `${local}@${domain}`);

  test("however it is encoded, and whatever name stands before it", () => {
    const name = fc.string({ unit: fc.constantFrom(..."Amy Öß.,;'?&#%@()"), maxLength: 20 });
    fc.assert(
      fc.property(ADDRESS, name, fc.boolean(), (address, name, named) => {
        const whole = named ? `"${name}" <${address}>` : address;
        expect(recipient(`mailto:${encodeURIComponent(whole)}?subject=x`)).toBe(address);
      }),
    );
  });

  test("two people are never one of them, in whatever order and by whatever they are parted", () => {
    fc.assert(
      fc.property(ADDRESS, ADDRESS, fc.constantFrom(",", ";", ", ", "%2C", "?to=", "%3B%20"), (a, b, between) => {
        fc.pre(a !== b);
        expect(recipient(`mailto:${a}${between}${b}`)).toBeUndefined();
      }),
    );
  });

  test("nothing that a page can write takes long or throws", () => {
    const piece = fc.constantFrom(..."mailto:", '"', "%22", "<", ">", ",", ";", "%", "%2", "@", "a", "?to=", "&", " ");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 3_000 }), (pieces) => {
        const link = `mailto:${pieces.join("")}`;
        expect(isMailto(link)).toBe(true);
        const began = performance.now();
        recipient(link);
        expect(performance.now() - began).toBeLessThan(1_000);
      }),
      { numRuns: 30 },
    );
  });
});

describe("A11: plain addresses", () => {
  test("a text is an address only when it holds nothing else", () => {
    expect(addressIn(" Amy Currie <amy@example.com> ")).toBe("amy@example.com");
    expect(addressIn("write to amy@example.com")).toBeUndefined();
    expect(addressIn("a@b@c")).toBeUndefined();
  });

  test("comes in one form, however it is written", () => {
    const forms = [
      "zo\u00eb@m\u00fcnchen.de",
      "Zoe\u0308@MU\u0308NCHEN.de",
      "zo\u00eb@xn--mnchen-3ya.de",
      "z\u200bo\u00eb@m\u00fcn\u00adchen.de",
    ];
    expect(new Set(forms.map(addressIn))).toEqual(new Set(["zo\u00eb@xn--mnchen-3ya.de"]));
  });

  test("are found in texts, without what stands around them", () => {
    const text = "Ask amy@example.com, (ben@example.com) or <cleo@b\u00fccher.example>. E-Mail:dan@example.xn--p1ai!";
    const found = addressesIn(text);
    expect(found.map(({ address }) => address)).toEqual([
      ...["amy@example.com", "ben@example.com", "cleo@xn--bcher-kva.example", "dan@example.xn--p1ai"],
    ]);
    expect(found.map(({ from, to }) => text.slice(from, to))).toEqual([
      ...["amy@example.com", "ben@example.com", "cleo@b\u00fccher.example", "dan@example.xn--p1ai"],
    ]);
  });

  test.each([
    "git@github.com:livename/livename.git",
    "https://amy@example.com/",
    "left-pad@1.3.0",
    "@amy",
    "amy@localhost",
    "a@@example.com",
    "for (const x of y@[0].z)",
  ])("%s holds none", (text) => {
    expect(addressesIn(text)).toEqual([]);
  });
});
