import type { PlaceMember } from "@livename/wire/place";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeBetween, rosterOf } from "./roster.ts";

const member = (person: string, sinceMs: number): PlaceMember => ({ person, sinceMs, address: "", name: person });
const members = fc
  .uniqueArray(fc.tuple(fc.constantFrom(..."abcdefg"), fc.integer({ min: 1, max: 3 })), { selector: ([who]) => who })
  .map((people) => people.map(([who, sinceMs]) => member(who, sinceMs)));
const rosters = fc.tuple(members, fc.nat(2)).map(([people, unlisted]) => rosterOf(people, unlisted));

describe("rosters", () => {
  it("L7: whoever takes out who left and appends who entered holds the other roster, whatever the two are", () => {
    fc.assert(
      fc.property(rosters, rosters, (from, to) => {
        const { entered, left } = changeBetween(from, to);
        const gone = new Set(left);
        const held = [...from.members.filter(({ person }) => !gone.has(person)), ...entered];
        expect(held).toEqual(to.members);
        expect(rosterOf(held, to.unlisted).version).toBe(to.version);
      }),
    );
  });

  it("L7: equal rosters have equal versions, others have others", () => {
    fc.assert(
      fc.property(rosters, rosters, (a, b) => {
        const { version: _a, ...seenA } = a;
        const { version: _b, ...seenB } = b;
        expect(a.version === b.version).toBe(JSON.stringify(seenA) === JSON.stringify(seenB));
        expect(Number.isSafeInteger(a.version) && a.version > 0).toBe(true);
      }),
    );
  });

  it("L8: who left and came back later has left and entered", () => {
    const [from, to] = [rosterOf([member("a", 1), member("b", 1)], 0), rosterOf([member("b", 1), member("a", 2)], 0)];
    expect(changeBetween(from, to)).toEqual({ left: ["a"], entered: [member("a", 2)] });
  });
});
