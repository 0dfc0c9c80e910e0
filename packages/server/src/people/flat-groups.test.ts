import fc from "fast-check";
import { expect, it } from "vitest";
import { FlatGroups, type Membership } from "./flat-groups.ts";
import type { StoredGroup } from "./storage/contract.ts";

const GROUPS = ["a", "b", "c", "d"];
const PEOPLE = ["p1", "p2", "p3"];

const group = (id: string, people: readonly string[], groups: readonly string[]): StoredGroup => ({
  id,
  name: id,
  application: false,
  owner: "",
  people,
  groups,
});

const step = fc.oneof(
  fc.record({
    op: fc.constant("put" as const),
    id: fc.constantFrom(...GROUPS),
    people: fc.subarray(PEOPLE),
    groups: fc.subarray(GROUPS),
  }),
  fc.record({ op: fc.constant("remove" as const), id: fc.constantFrom(...GROUPS) }),
  fc.record({ op: fc.constant("active" as const), person: fc.constantFrom(...PEOPLE), active: fc.boolean() }),
);

/** Whoever is reached by going down, a step at a time, until nothing is new. */
function reached(kept: ReadonlyMap<string, StoredGroup>, id: string): Set<string> {
  let groups = [id];
  for (let before = 0; before !== groups.length; ) {
    before = groups.length;
    groups = [...new Set([...groups, ...groups.flatMap((one) => kept.get(one)?.groups ?? [])])];
  }
  return new Set(groups.flatMap((one) => kept.get(one)?.people ?? []));
}

it("D4: whoever is in a group inside a group is in it; cycles end; what is told is what changed", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const inactive = new Set<string>();
      const flat = new FlatGroups((person) => !inactive.has(person));
      const kept = new Map<string, StoredGroup>();
      const told = new Map<string, Set<string>>();
      for (const one of steps) {
        let changes: ReturnType<FlatGroups["replace"]>;
        if (one.op === "put") {
          const stored = group(one.id, one.people, one.groups);
          kept.set(one.id, stored);
          changes = flat.replace([stored]);
        } else if (one.op === "remove") {
          kept.delete(one.id);
          // As the store does: a group that comes again is another one.
          for (const [id, { people, groups }] of kept)
            kept.set(
              id,
              group(
                id,
                people,
                groups.filter((g) => g !== one.id),
              ),
            );
          changes = flat.replace([], [one.id]);
        } else {
          if (one.active) inactive.delete(one.person);
          else inactive.add(one.person);
          changes = flat.person(one.person);
        }
        for (const { group, entered, left } of changes) {
          const members = told.get(group) ?? new Set();
          told.set(group, members);
          for (const person of left) expect(members.delete(person)).toBe(true);
          for (const person of entered) expect(members.has(person) || !members.add(person)).toBe(false);
          expect(entered.length + left.length).toBeGreaterThan(0);
        }
        for (const id of GROUPS) {
          const expected = kept.has(id) ? [...reached(kept, id)].filter((person) => !inactive.has(person)).sort() : [];
          expect([...(flat.get(id)?.members ?? [])].sort()).toEqual(expected);
          expect([...(told.get(id) ?? [])].sort()).toEqual(expected);
        }
        for (const person of PEOPLE)
          expect([...flat.around(person)].sort()).toEqual(
            GROUPS.filter((id) => kept.has(id) && reached(kept, id).has(person)),
          );
      }
    }),
    { numRuns: 300 },
  );
});

it("D13: who comes and goes while groups are replaced a slice at a time is right in the end, and told once", () => {
  const put = fc.record({
    id: fc.constantFrom(...GROUPS),
    people: fc.subarray(PEOPLE),
    groups: fc.subarray(GROUPS),
  });
  const toggles = fc.array(fc.record({ at: fc.nat(30), person: fc.constantFrom(...PEOPLE) }), { maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(put, { maxLength: 4 }),
      fc.array(put, { maxLength: 4 }),
      fc.subarray(GROUPS),
      toggles,
      (first, then, removed, toggled) => {
        const inactive = new Set<string>();
        const flat = new FlatGroups((person) => !inactive.has(person));
        const kept = new Map<string, StoredGroup>();
        const told = new Map<string, Set<string>>();
        const tell = ({ group, entered, left }: Membership): void => {
          const members = told.get(group) ?? new Set<string>();
          told.set(group, members);
          for (const person of entered) expect(members.has(person)).toBe(false);
          for (const person of left) expect(members.has(person)).toBe(true);
          for (const person of entered) members.add(person);
          for (const person of left) members.delete(person);
        };
        const stored = (puts: typeof first) => [
          ...new Map(puts.map((one) => [one.id, group(one.id, one.people, one.groups)])).values(),
        ];
        for (const change of flat.replace(stored(first))) tell(change);
        for (const one of stored(first)) kept.set(one.id, one);
        const gone = removed.filter((id) => kept.has(id) && !then.some((one) => one.id === id));
        const work = flat.replacing(stored(then), gone, { change: tell });
        for (let at = 0; !work.next().done; at++)
          for (const { person } of toggled.filter((one) => one.at === at)) {
            if (!inactive.delete(person)) inactive.add(person);
            for (const change of flat.person(person)) tell(change);
          }
        for (const one of stored(then)) kept.set(one.id, one);
        for (const id of gone) {
          kept.delete(id);
          for (const [other, one] of kept)
            kept.set(
              other,
              group(
                other,
                one.people,
                one.groups.filter((nested) => nested !== id),
              ),
            );
        }
        for (const id of kept.keys()) {
          const right = [...reached(kept, id)].filter((person) => !inactive.has(person)).sort();
          expect([...flat.get(id)!.members].sort()).toEqual(right);
          expect([...(told.get(id) ?? [])].sort()).toEqual(right);
        }
      },
    ),
    { numRuns: 500 },
  );
});

it("D13: large groups are gone through a few hundred people at a time, and told of so", () => {
  const people = Array.from({ length: 20_000 }, (_, i) => `p${i}`);
  let asked = 0;
  const flat = new FlatGroups(() => asked++ >= 0);
  const sizes: number[] = [];
  const work = flat.replacing([group("a", people, []), group("b", [], ["a"])], [], {
    change: ({ entered }) => sizes.push(entered.length),
  });
  let most = 0;
  for (let before = 0; !work.next().done; before = asked) most = Math.max(most, asked - before);
  expect([flat.get("b")!.members.size, Math.max(...sizes), most]).toEqual([20_000, 500, 256]);
});
