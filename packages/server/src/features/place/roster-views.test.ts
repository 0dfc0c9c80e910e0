import type { PlaceMember } from "@livename/wire/place";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { View, ViewOf } from "../../people/view.ts";
import { rosterOf } from "./roster.ts";
import { type Present, RosterViews } from "./roster-views.ts";

const CAP = 3;
const PEOPLE = [..."abcdef"];
const person = fc.constantFrom(...PEOPLE);
const everyones: View = { presence: (whole) => whole, member: (whole) => whole, card: (whole) => whole };
const hiding: View = { ...everyones, member: () => undefined };

const step = fc.oneof(
  fc.record({ what: fc.constantFrom("enter" as const, "leave" as const, "unseen" as const), who: person }),
  fc.record({ what: fc.constant("hide" as const), who: person, from: person }),
  fc.record({ what: fc.constant("settle" as const), who: person }),
);

describe("RosterViews", () => {
  it("L9, L14, L15: shows each who follows what is left of all members when the hidden are taken out", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const hidden = new Set<string>();
        const pair = (a: string, b: string): string => [a, b].sort().join();
        const plain = (_community: string, who: string): boolean => ![...hidden].some((both) => both.includes(who));
        const view: ViewOf = Object.assign(
          (watcher: { person: string }, other: string) =>
            hidden.has(pair(watcher.person, other)) ? hiding : everyones,
          { plain },
        );
        const views = new RosterViews(view, "default", CAP);
        const members = new Map<string, Present>();
        const put = (who: string, present: Present | undefined): void => {
          const before = members.get(who);
          if (before) views.touch(who, !views.isPlain(who, before));
          if (present) members.set(who, present);
          else members.delete(who);
          if (present) views.touch(who, !views.isPlain(who, present));
        };
        const check = (): void => {
          const rosterFor = views.settle(PEOPLE, members);
          for (const watcher of PEOPLE) {
            const seen: PlaceMember[] = [];
            for (const [who, { member, unseen }] of members)
              if (who === watcher || (!unseen && !hidden.has(pair(watcher, who)))) seen.push(member);
            expect(rosterFor(watcher)).toEqual(rosterOf(seen.slice(0, CAP), Math.max(0, seen.length - CAP)));
          }
        };
        let moment = 0;
        for (const one of steps) {
          const { who } = one;
          const member = { person: who, sinceMs: ++moment, address: "", name: who };
          if (one.what === "enter" && !members.has(who)) put(who, { member, unseen: false });
          else if (one.what === "leave") put(who, undefined);
          else if (one.what === "unseen" && members.has(who)) put(who, { ...members.get(who)!, unseen: true });
          else if (one.what === "settle") check();
          else if (one.what === "hide" && one.from !== who) {
            const key = pair(who, one.from);
            if (!hidden.delete(key)) hidden.add(key);
            for (const either of [who, one.from]) {
              views.forget(either);
              if (members.has(either)) views.touch(either, true);
            }
          }
        }
        check();
      }),
      { numRuns: 500 },
    );
  });
});
