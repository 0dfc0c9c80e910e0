import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DirectoryIndex } from "./directory-index.ts";
import { IndexBuilder } from "./index-builder.ts";
import { type PersonWords, personWords, type SearchedPerson } from "./person-words.ts";
import { parseQuery } from "./query.ts";

function person(id: string, name: string, changes: Partial<SearchedPerson> = {}): SearchedPerson {
  const empty = { title: "", department: "", phone: "", manager: "" };
  return { id, name, addresses: [`${id}@example.com`], ...empty, ...changes };
}

function indexOf(people: readonly SearchedPerson[]): DirectoryIndex {
  const builder = new IndexBuilder();
  for (const one of people) builder.add(personWords(one));
  return new DirectoryIndex(builder.build());
}

const byName = (a: PersonWords, b: PersonWords): number =>
  a.key === b.key ? (a.id < b.id ? -1 : 1) : a.key < b.key ? -1 : 1;

/** Looks at everybody, one after another. */
function naive(people: readonly SearchedPerson[], typed: string, limit: number) {
  const words = parseQuery(typed);
  const all = people.map(personWords).sort(byName);
  const whole = (one: PersonWords) => words.every(({ starts }) => starts.some((word) => one.names.includes(word)));
  const within = (texts: readonly string[], starts: readonly string[]) =>
    texts.some((text) => starts.some((start) => text.startsWith(start)));
  const named = (one: PersonWords) => words.every(({ starts }) => within(one.names, starts));
  const anyhow = (one: PersonWords) =>
    words.every(
      ({ starts, digits }) =>
        within([...one.names, ...one.locals, ...one.others], starts) ||
        (digits !== undefined && (within(one.phones, [digits]) || one.phones[0]?.endsWith(digits))),
    );
  const found = words.length === 0 ? [] : [...new Set([whole, named, anyhow].flatMap((test) => all.filter(test)))];
  return { ids: found.slice(0, limit).map(({ id }) => id), more: found.length > limit };
}

describe("looking for people", () => {
  const people = [
    person("1", "Amy Currie", { title: "Chief Buyer", department: "Sales Berlin", phone: "+49 (30) 123-4567" }),
    person("2", "Zoë Amyot", { department: "Research", phone: "030 999 4567" }),
    person("3", "Bob Müller", { addresses: ["robert.mueller@example.com"], title: "Amanuensis" }),
    person("4", "Дмитрий Щербаков", { department: "Sales Oslo" }),
    person("5", "Anne-Marie O'Brien"),
    person("6", "Amy Curzon"),
  ];
  const index = indexOf(people);
  const ids = (typed: string, limit = 20) => index.search(typed, limit).ids.join("");

  it.each([
    ["amy", "162"],
    ["AMY CUR", "16"],
    ["cur amy", "16"],
    ["currie, amy", "1"],
    ["am", "1623"],
    ["muller", "3"],
    ["mueller", "3"],
    ["MÜLL", "3"],
    ["müller robert", "3"],
    ["zoe", "2"],
    ["dmitri", "4"],
    ["дми щер", "4"],
    ["obrien", "5"],
    ["o'br", "5"],
    ["annemarie", "5"],
    ["marie anne", "5"],
    ["sales", "14"],
    ["sales amy", "1"],
    ["buyer ber", "1"],
    ["robert.mueller@example.com", "3"],
    ["030 123", "1"],
    ["+49 30 12", "1"],
    ["4930123", "1"],
    ["1234567", "1"],
    ["4567", "12"],
    ["567", "12"],
    ["amy 567", "12"],
    ["amy sales 1234", "1"],
    ["xyz", ""],
    ["amy xyz", ""],
    ["", ""],
    ["   ", ""],
  ])("D6, D7: %j finds %j", (typed, expected) => {
    expect(ids(typed)).toBe(expected);
  });

  it("D7: says that there are more, and gives the first of them", () => {
    expect(index.search("amy", 2)).toEqual({ ids: ["1", "6"], more: true });
    expect(index.search("amy", 3)).toEqual({ ids: ["1", "6", "2"], more: false });
  });

  it.each([
    ["a".repeat(100_000)],
    ["a ".repeat(50_000)],
    [Array.from({ length: 1_000 }, (_, i) => `${i}x`).join(" ")],
    ["*"],
    ['"'],
    ['amy" OR name:*'],
    ["NEAR(a b)"],
    ["-amy"],
    ["(((((("],
    ["\u0000\u0000amy"],
    ["\u202eymA"],
    ["😀😀"],
    ["\ud800"],
    [`${"x".repeat(199)}😀`],
    ["%_"],
    ["١٢٣"],
    ["1".repeat(200)],
    ["+".repeat(200)],
    ["1-".repeat(100)],
    ["__proto__ constructor"],
  ])("D8: %j is looked for like any other text, at once", (typed) => {
    const started = performance.now();
    const { ids } = index.search(typed, 20);
    expect(performance.now() - started).toBeLessThan(100);
    expect(ids.every((id) => people.some((one) => one.id === id))).toBe(true);
    expect(parseQuery(typed).length).toBeLessThanOrEqual(8);
  });

  it("D6 to D8: finds what looking at everybody finds, in the same order, whoever changed meanwhile", () => {
    const word = fc.constantFrom(
      "Amy",
      "Ann",
      "Anna",
      "Bo",
      "Björn",
      "Currie",
      "Cur",
      "Müller",
      "Mueller",
      "Sales",
      "42",
    );
    const text = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" "));
    const phone = fc.constantFrom("", "+49 30 4242", "030 42", "555 123 42");
    const someone = fc.record({
      id: fc.constantFrom(..."abcdefghijklmnop"),
      name: text,
      title: fc.oneof(fc.constant(""), text),
      department: fc.oneof(fc.constant(""), text),
      phone,
      addresses: fc.constant(["x.currie@example.com"]),
      manager: fc.constantFrom("", ..."abcd"),
    });
    const distinct = { selector: ({ id }: SearchedPerson) => id };
    const typed = fc.array(
      fc.tuple(fc.constantFrom("Amy", "ann", "björn", "bjoe", "mu", "müller", "sal", "x", "42", "30"), fc.nat(6)),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(someone, { ...distinct, maxLength: 16 }),
        fc.array(fc.tuple(someone, fc.boolean()), { maxLength: 10 }),
        fc.array(typed, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 6 }),
        (first, changes, queries, limit) => {
          const kept = new Map<string, SearchedPerson>(first.map((one) => [one.id, one]));
          const changing = indexOf(first);
          for (const [one, stays] of changes) {
            if (stays) kept.set(one.id, one);
            else kept.delete(one.id);
            changing.put(one.id, stays ? personWords(one) : undefined);
          }
          const everybody = [...kept.values()];
          for (const words of queries) {
            const query = words.map(([one, length]) => one.slice(0, length + 1)).join(" ");
            expect([query, changing.search(query, limit)]).toEqual([query, naive(everybody, query, limit)]);
          }
          for (const department of new Set(everybody.map((one) => one.department))) {
            if (department === "") continue;
            const expected = everybody
              .filter((one) => one.department === department)
              .map(personWords)
              .sort(byName);
            const pages: string[] = [];
            for (let after = ""; ; ) {
              const page = changing.department(department, after, limit);
              expect(page.total).toBe(expected.length);
              pages.push(...page.ids);
              if (page.next === "") break;
              after = page.next;
            }
            expect(pages).toEqual(expected.map(({ id }) => id));
          }
          for (const manager of "abcd") {
            const reports = everybody
              .filter((one) => one.manager === manager)
              .map(personWords)
              .sort(byName);
            expect(changing.reports(manager, "", 99).ids).toEqual(reports.map(({ id }) => id));
            expect(changing.reportsOf(manager)).toBe(reports.length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("D10: a mark goes on where the page ended, whoever came or went meanwhile", () => {
    const index = indexOf(
      ["Bea", "Cleo", "Dan", "Eve"].map((name, i) => person(`${i}`, name, { department: "Sales" })),
    );
    const first = index.department("Sales", "", 2);
    expect(first).toMatchObject({ ids: ["0", "1"], total: 4 });
    index.put("1", undefined);
    index.put("9", personWords(person("9", "Amy", { department: "Sales" })));
    index.put("8", personWords(person("8", "Dora", { department: "Sales" })));
    expect(index.department("Sales", first.next, 9)).toEqual({ ids: ["2", "8", "3"], next: "", total: 5 });
    expect(index.department("Sales", "rubbish", 1).total).toBe(5);
    expect(index.departments("", 9)).toEqual({ departments: [{ name: "Sales", people: 5 }], next: "", total: 1 });
    index.put("7", personWords(person("7", "Flo", { department: "Ärzte" })));
    const one = index.departments("", 1);
    expect([one.departments[0]!.name, one.total]).toEqual(["Ärzte", 2]);
    expect(index.departments(one.next, 1)).toMatchObject({ departments: [{ name: "Sales" }], next: "" });
  });
});
