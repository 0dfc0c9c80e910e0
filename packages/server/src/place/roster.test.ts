import type { PlaceMember } from "@livename/wire/place";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Roster } from "./roster.ts";

const CAP = 3;
const member = (person: string, sinceMs = 0): PlaceMember => ({ person, sinceMs, address: "", name: person });
const names = (members: readonly PlaceMember[]) => members.map(({ person }) => person);

const step = fc.oneof(
  fc.record({ what: fc.constantFrom("enter" as const, "leave" as const), person: fc.constantFrom(..."abcdefg") }),
  fc.record({ what: fc.constant("publish" as const), person: fc.constant("") }),
);

describe("Roster", () => {
  it("L7, L9: a client that applies every difference holds what the server holds", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const roster = new Roster(CAP);
        const here: string[] = [];
        let held = { version: 0, members: [] as PlaceMember[], unlisted: 0 };
        let moment = 0;
        for (const { what, person } of [...steps, { what: "publish" as const, person: "" }]) {
          moment++;
          if (what === "enter") {
            roster.enter(member(person, moment));
            if (!here.includes(person)) here.push(person);
          } else if (what === "leave") {
            roster.leave(person);
            if (here.includes(person)) here.splice(here.indexOf(person), 1);
          } else {
            const change = roster.publish();
            if (!change) continue;
            expect(change.version).toBe(held.version + 1);
            const stayed = held.members.filter((one) => !change.left.includes(one.person));
            held = {
              version: change.version,
              members: [...stayed, ...change.entered],
              unlisted: change.unlisted,
            };
          }
        }
        expect(held).toEqual(roster.published);
        expect(names(held.members)).toEqual(here.slice(0, CAP));
        expect(held.unlisted).toBe(Math.max(0, here.length - CAP));
      }),
    );
  });

  it("L8: who entered and left within one difference is not in it", () => {
    const roster = new Roster(CAP);
    roster.enter(member("a"));
    roster.leave("a");
    expect(roster.publish()).toBeUndefined();
  });

  it("L9: when a listed member leaves, the next one comes in as entered", () => {
    const roster = new Roster(CAP);
    for (const person of "abcde") roster.enter(member(person));
    roster.publish();
    roster.leave("b");
    const change = roster.publish();
    expect([change?.left, names(change!.entered), change?.unlisted]).toEqual([["b"], ["d"], 1]);
  });
});
