import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linked } from "../src/live-chat/links.ts";

/** The links of a text as they are shown. */
const links = (text: string): string[] => linked(text).flatMap(({ text, href }) => (href === undefined ? [] : [text]));

describe("links in a text", () => {
  test.each([
    ["See https://a.test/x?y=1#z.", ["https://a.test/x?y=1#z"]],
    ["http://a.test, https://b.test; HTTPS://C.test!", ["http://a.test", "https://b.test", "HTTPS://C.test"]],
    ["(https://a.test/wiki/Name_(film))", ["https://a.test/wiki/Name_(film)"]],
    ["[https://a.test/a[1]]", ["https://a.test/a[1]"]],
    ["„https://a.test/“ und «https://b.test»", ["https://a.test/", "https://b.test"]],
    ["<https://a.test/>", ["https://a.test/"]],
    ["請看https://a.test/路徑。謝謝", ["https://a.test/路徑"]],
    ["https://münchen.example/straße", ["https://münchen.example/straße"]],
    ["Write to mailto:amy@example.com.", ["mailto:amy@example.com"]],
    ["https://a.test/…and so on", ["https://a.test/…and"]],
    ["https://[::1]:8080/x", ["https://[::1]:8080/x"]],
  ])("are taken from the sentence around them: %s", (text, found) => {
    expect(links(text)).toEqual(found);
  });

  test.each([
    "javascript:alert(1)",
    "JavaScript://a.test/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "file:///etc/passwd",
    "xhttps://a.test",
    "https://",
    "https:// a.test",
    "https://a b",
    "https://[",
    "mailto:",
    "mailto:?bcc=a@b.test",
    "https://bank.test@evil.test/",
    "https://bank.test:pw@evil.test/",
    "a.test/x",
  ])("are none where no link is: %s", (text) => {
    expect(links(text).filter((link) => !/^https:\/\/a$/.test(link))).toEqual([]);
  });

  test("what cannot be seen ends a link, so that it shows where it leads", () => {
    expect(links("https://a.test/\u202Egpj.exe")).toEqual(["https://a.test/"]);
    expect(links("https://a\u200B.test/")).toEqual(["https://a"]);
  });

  test("the pieces are the text; a link has one of three schemes and leads where its text says", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "https://",
        "http://",
        "mailto:",
        "javascript:",
        "a.test",
        "@",
        "/",
        ".",
        ",",
        "(",
        ")",
        "[",
        "]",
      ),
      fc.constantFrom(" ", "\n", "<", '"', "\\", "\t", "\u202E", "é", "例", "?x=", "#", "%", ":", "&"),
      fc.string({ unit: "binary", maxLength: 4 }),
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 24 }).map((parts) => parts.join("")),
        (text) => {
          const pieces = linked(text);
          expect(pieces.map((piece) => piece.text).join("")).toBe(text);
          for (const { text, href } of pieces) {
            expect(text).not.toBe("");
            if (href === undefined) continue;
            expect(href).toMatch(/^(https?|mailto):/);
            expect(href).toBe(new URL(text).href);
            expect(text).not.toMatch(/[\s<>"\p{Cf}\p{Cc}]/u);
            expect([new URL(href).username, new URL(href).password]).toEqual(["", ""]);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("a text of brackets or full stops takes no longer than any other", () => {
    const long = `https://a.test/${").".repeat(100_000)}`;
    expect(links(long)).toEqual(["https://a.test/"]);
  });
});
