import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPattern } from "../src/scan/pattern.ts";
import { readRule, type Seen, splitRules, whoBy } from "../src/scan/rule.ts";
import { keyOf, nameIn } from "../src/scan/who.ts";

const PAGE = "https://tracker.example.com/issues/7";

/** An element of the page: a link with an address, or something else with a text. */
function seen({
  href,
  text = "",
  ...others
}: {
  href?: string;
  text?: string;
  [name: string]: string | undefined;
}): Seen {
  return {
    attribute: (name) => (name === "href" ? href : others[name]) ?? null,
    text,
    address: href === undefined ? undefined : new URL(href, PAGE),
    origin: new URL(PAGE).origin,
  };
}

/** Whom a rule finds, in one word; selectors are tried elsewhere. */
function who(rule: string, element: Parameters<typeof seen>[0]): string | undefined {
  const read = readRule(rule);
  if ("problem" in read) throw new Error(read.problem);
  const found = whoBy(read[0]!, seen(element), "tracker");
  return found && keyOf(found).replace("\n", " ").trim();
}

describe("how a host writes people: links", () => {
  test.each([
    ['a[href^="/users/"] -> {id}', "/users/17", "tracker 17"],
    ['a[href^="/users/"] -> {id}', "/users/17/", "tracker 17"],
    ['a[href^="/users/"] -> {id}', "/users/17?tab=log#top", "tracker 17"],
    ["a[href^='/users/'].active -> {id}", "/users/b%C3%B6b", "tracker böb"],
    ['a[href*="/users/"] -> {uid}', "https://tracker.example.com/redmine/users/amy", "tracker amy"],
    ['a[href*="user_id="] -> {id}', "/issues?set=1&user_id=17&x=2", "tracker 17"],
    ['a[href^="https://git.example.org/"] -> {uid}', "https://git.example.org/amy", "tracker amy"],
    ["/users/{id}", "/redmine/users/17", "tracker 17"],
    ["~{uid}", "/~amy", "tracker amy"],
    ["https://git.example.org/~{uid}", "https://git.example.org/~amy/", "tracker amy"],
    ["User:{user}", "/wiki/User:Bob_Stone", "tracker Bob Stone"],
    ["User:{user}", "/index.php?title=User:Bob+Stone&redlink=1", "tracker Bob Stone"],
    ["a.mw-userlink -> {user}", "/wiki/User:Bob", "tracker User:Bob"],
    ["User:{name}", "/wiki/User:Bob_Stone", "Bob Stone"],
    ["benutzer:{user}", "/wiki/Benutzer:Bob", "tracker Bob"],
  ])("%s in %s is %s", (rule, href, found) => {
    expect(who(rule, { href })).toBe(found);
  });

  test.each([
    ['a[href^="/users/"] -> {id}', "/users/17/edit"],
    ['a[href^="/users/"] -> {id}', "/users/"],
    ['a[href*="/users/"] -> {id}', "https://elsewhere.example.org/users/17"],
    ["/users/{id}", "https://elsewhere.example.org/users/17"],
    ["/users/{id}", "/users/17/edit"],
    ["https://git.example.org/~{uid}", "https://git.example.org.evil.example/~amy"],
    ["https://git.example.org/~{uid}", "/~amy"],
    ["User:{user}", "/wiki/User:Bob/Drafts"],
    ["User:{user}", "/wiki/User:Bob%2FDrafts"],
    ["User:{user}", "/wiki/Talk_User:Bob"],
    ["~{uid}", "mailto:~amy@example.com"],
    ["~{uid}", "/%E0%A4%A"],
    ["~{uid}", "/files/of%2F~amy"],
  ])("%s in %s is nobody", (rule, href) => {
    expect(who(rule, { href, text: "Edit" })).toBeUndefined();
  });
});

describe("how a host writes people: texts and attributes", () => {
  test.each([
    ["td.author -> {name}", { text: "Amy Currie" }, "Amy Currie"],
    ["td.author -> {name} <{mail}>", { text: "Amy Currie <Amy@example.com>" }, "amy@example.com"],
    ["td.author -> {name} ({uid})", { text: "Amy Currie (acurrie)" }, "tracker acurrie"],
    ["td.author -> by {name} on *", { text: "By Amy Currie on 3 May" }, "Amy Currie"],
    [".user -> @data-user-id {id}", { text: "Amy", "data-user-id": " 17 " }, "tracker 17"],
    ['[data-user^="u-"] -> {id}', { "data-user": "u-17" }, "tracker 17"],
    ["~{uid}", { href: "/wiki/Amy", text: "~amy" }, "tracker amy"],
    ["a.author -> {name}", { href: "/people/17", text: "Amy Currie" }, "Amy Currie"],
    [".user -> {uid}", { text: "acurrie" }, "tracker acurrie"],
  ])("%s in %j is %s", (rule, element, found) => {
    expect(who(rule, element)).toBe(found);
  });

  test.each([
    ["td.author -> {name}", { text: "–" }],
    ["td.author -> {name}", { text: "12" }],
    ["td.author -> {name} <{mail}>", { text: "Amy <amy@example.com>, Ben <ben@example.com>" }],
    [".user -> @data-user-id {id}", { text: "17" }],
    [".user -> {uid}", { text: "Amy Currie" }],
    [".user -> {uid}", { text: "amy\u0000".repeat(400) }],
  ])("%s in %j is nobody", (rule, element) => {
    expect(who(rule, element)).toBeUndefined();
  });
});

describe("how a host writes people: the lines", () => {
  test("are parted by line ends and semicolons, but not within brackets", () => {
    const map = `a[title="a;b"] -> {id}; ~{uid}
      td:is(.a,.b) -> it's {name}
      User:{user};;`;
    expect(splitRules(map)).toEqual(['a[title="a;b"] -> {id}', "~{uid}", "td:is(.a,.b) -> it's {name}", "User:{user}"]);
    const read = readRule('a[title="x -> y"], td:is(.a,.b) → {id}');
    expect(Array.isArray(read) && read.map(({ selector }) => selector)).toEqual(['a[title="x -> y"]', "td:is(.a,.b)"]);
  });

  test.each([
    ["User:", /names nobody: it needs one of {id}, {uid}, {user}, {name}, {mail}/],
    ["~{nick}", /has {nick}, which is no part; known are {id}/],
    ["{id}{uid}", /has two parts side by side/],
    ["{id}-{id}", /has {id} twice/],
    ["* by * in * to {id}", /has more than 3 parts/],
    ["~{uid", /has a brace that is not closed/],
    ["-> {id}", /has no selector before its arrow/],
    ["a -> b -> {id}", /has two arrows/],
  ])("%s is refused: %s", (rule, problem) => {
    expect(readRule(rule)).toEqual({ problem: expect.stringMatching(problem) });
  });

  test("reads back whatever a pattern was written with", () => {
    const literal = fc.string({ unit: fc.constantFrom(..."ab:/.~+()[]|^$ -_"), minLength: 1, maxLength: 8 });
    const uid = fc.stringMatching(/^[a-z0-9.]{1,12}$/);
    fc.assert(
      fc.property(literal, uid, literal, (before, uid, after) => {
        const pattern = readPattern(`${before}x{uid}:${after}`.trim());
        if ("problem" in pattern) throw new Error(pattern.problem);
        expect(pattern.read(`${before}x${uid}:${after}`.trim())).toEqual({ uid });
        expect(pattern.read(`${before}y${uid}:${after}`.trim())).toBeUndefined();
      }),
    );
  });

  test("any text is a rule or a sentence, and any text tried on a rule is quick", () => {
    const piece = fc.constantFrom(..."{}[]()\"'*-> ;,@~/", "->", "{id}", "{name}", "{mail}", "*", "User:", "a");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(piece, { maxLength: 400 }), (rule, text) => {
        for (const one of splitRules(rule.join(""))) {
          const read = readRule(one);
          if ("problem" in read) {
            expect(read.problem).toMatch(/^(?:has|names) /);
            continue;
          }
          const began = performance.now();
          for (const each of read) whoBy(each, seen({ text: text.join("") }), "tracker");
          expect(performance.now() - began).toBeLessThan(1_000);
        }
      }),
    );
  });
});

test("a written name has a letter, and is one line of a name's length", () => {
  expect(["  Amy \n Currie ", "小明", "Ö"].map(nameIn)).toEqual(["Amy Currie", "小明", "Ö"]);
  expect(["", " ", "12", "3/5/2026", "—", "a".repeat(321), " ".repeat(9_999)].map(nameIn)).toEqual(
    Array(7).fill(undefined),
  );
});
