import fc from "fast-check";
import { expect, it } from "vitest";
import type { Rejected } from "../../store/failure.ts";
import type { PersonImport } from "./contract.ts";
import { aliasesAfter, matchPeople } from "./rules.ts";
import { checkKeeper, isSameGroup, readMembers } from "./rules-groups.ts";
import { inCircles } from "./rules-managers.ts";

const blank = { name: "", title: "", department: "", phone: "", location: "", timeZone: "", photo: "" };
const address = fc.integer({ min: 0, max: 7 }).map((number) => `${number}@example.com`);

it("D12: an import is about whom any of its addresses belongs to, and nobody is meant twice", () => {
  const list = fc.array(fc.array(fc.tuple(address, fc.boolean()), { maxLength: 3 }), { maxLength: 4 });
  const owners = fc.dictionary(address, fc.constantFrom("amy", "bob", "cleo"), { noNullPrototype: true });
  fc.assert(
    fc.property(list, owners, (given, owners) => {
      const people: PersonImport[] = given.map((addresses) => ({
        ...blank,
        addresses: addresses.map(([text, loud]) => (loud ? ` ${text.toUpperCase()} ` : text)),
      }));
      const own = given.map((addresses) => new Set(addresses.map(([text]) => text)));
      const meant = own.map((addresses) => new Set([...addresses].flatMap((text) => owners[text] ?? [])));
      const once = (sets: ReadonlyArray<ReadonlySet<string>>): boolean =>
        new Set(sets.flatMap((set) => [...set])).size === sets.reduce((sum, { size }) => sum + size, 0);
      const good =
        own.every(({ size }) => size > 0) && meant.every(({ size }) => size <= 1) && once(own) && once(meant);
      const match = () => matchPeople(people, (text) => owners[text]);
      if (good) expect(match()).toEqual(meant.map(([id]) => id));
      else expect(match).toThrow();
    }),
    { numRuns: 5_000 },
  );
});

it("an import that contradicts itself says of whom, at most a thousand times", () => {
  const twice = [
    { ...blank, addresses: ["amy@example.com"] },
    { ...blank, addresses: ["Amy@example.com"] },
  ];
  const problems = (people: readonly PersonImport[]) => {
    try {
      return matchPeople(people, () => undefined);
    } catch (error) {
      return (error as Rejected).failure.problems!;
    }
  };
  expect(problems(twice)).toEqual([{ index: 1, message: "The address amy@example.com is given to two people." }]);
  expect(problems(Array.from({ length: 1_200 }, () => twice[0]!))).toHaveLength(1_000);
});

it("managers go in a circle for exactly those who are their own manager's manager", () => {
  const id = fc.integer({ min: 0, max: 8 }).map(String);
  fc.assert(
    fc.property(fc.dictionary(id, id, { noNullPrototype: true }), (managers) => {
      const comesBack = (start: string): boolean => {
        let at: string | undefined = start;
        for (let steps = 0; steps < 9; steps++) {
          at = at === undefined ? undefined : managers[at];
          if (at === start) return true;
        }
        return false;
      };
      const circles = inCircles(new Map(Object.entries(managers)));
      expect([...circles].sort()).toEqual(Object.keys(managers).filter(comesBack).sort());
    }),
  );
});

it("D14: aliases of a person are what the list says, and the same ones are no change", () => {
  expect(aliasesAfter(["17", "bob"], ["bob", "17", "bob"])).toBeUndefined();
  expect(aliasesAfter(["17"], ["bob", "17", "bob"])).toEqual(["17", "bob"]);
  expect(aliasesAfter(["17"], [])).toEqual([]);
  expect(aliasesAfter([], [])).toBeUndefined();
});

it("members of a group are people before groups, each once, and never the group itself", () => {
  const lookup = {
    person: (text: string) => ({ amy: "a", b: "b" })[text],
    isGroup: (id: string) => "bcd".includes(id),
  };
  const members = readMembers({ id: "d", name: "D", members: ["amy", "x", "b", "c", "d", "amy", "c", "y"] }, lookup);
  expect(members).toEqual({ people: new Set(["a", "b"]), groups: new Set(["c"]), unknown: [1, 7] });
});

it("a group is written anew only when something of it is other", () => {
  const kept = { id: "d", name: "D", application: true, owner: "wiki", people: ["a", "b"], groups: ["c"] };
  const members = { people: new Set(["b", "a"]), groups: new Set(["c"]), unknown: [] };
  expect(isSameGroup(kept, "D", members, "wiki")).toBe(true);
  expect(isSameGroup(kept, "E", members, "wiki")).toBe(false);
  expect(isSameGroup(kept, "D", members, "tracker")).toBe(false);
  expect(isSameGroup({ ...kept, owner: "" }, "D", members, undefined)).toBe(false);
  expect(isSameGroup(kept, "D", { ...members, people: new Set(["a", "z"]) }, "wiki")).toBe(false);
  expect(isSameGroup(kept, "D", { ...members, people: new Set(["a"]) }, "wiki")).toBe(false);
  expect(isSameGroup(kept, "D", { ...members, groups: new Set() }, "wiki")).toBe(false);
});

it("a group is changed by who keeps it", () => {
  const group = { id: "d", name: "D", people: [], groups: [] };
  const keeps = (application: boolean, owner: string) => () => checkKeeper({ ...group, application, owner }, "wiki");
  expect(() => checkKeeper(undefined, "wiki")).not.toThrow();
  expect(keeps(true, "wiki")).not.toThrow();
  expect(keeps(true, ""), "set before owners were kept").not.toThrow();
  expect(keeps(true, "tracker")).toThrow("Another application keeps this group.");
  expect(keeps(false, "")).toThrow("The administrator keeps this group.");
});
