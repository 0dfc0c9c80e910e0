import { AlertEvent } from "@livename/wire/alert";
import { Availability } from "@livename/wire/presence";
import { expect, it } from "vitest";
import { Budget, memoryBounds } from "../../kernel/budget.ts";
import { atOnce } from "../../kernel/slices.ts";
import type { Groups } from "../../people/groups.ts";
import type { AlertRuleRecord } from "./storage/contract.ts";
import { OBSERVED_BYTES, OwnerWatch } from "./watch.ts";

const RULES = 100;
const MEMBERS = 500;

/** A group that counts how often somebody goes through its members, one by one. */
class Crowd extends Set<string> {
  gone = 0;
  override *[Symbol.iterator](): SetIterator<string> {
    for (const member of super.values()) {
      this.gone++;
      yield member;
    }
  }
}

function watching(people: number, budget = new Budget(memoryBounds(2 ** 30))) {
  const names = Array.from({ length: MEMBERS }, (_, at) => `p${at}`);
  const [all, some] = [new Crowd(names), new Crowd(names.slice(0, MEMBERS / 2))];
  const members = new Map([
    ["all", all],
    ["some", some],
  ]);
  const groups: Pick<Groups, "find" | "has"> = {
    find: (_, id) => ({ id, name: id, members: members.get(id)! }),
    has: (_, id, person) => members.get(id)!.has(person),
  };
  const observed = new Set<string>();
  const awareness = {
    starting: false,
    see: () => ({ availability: Availability.OFFLINE }),
    observe: (_: unknown, person: string) => {
      observed.add(person);
      return () => void observed.delete(person);
    },
  };
  const owner = { community: "default", person: "p0" };
  const watch = new OwnerWatch({
    ...{ owner, awareness, groups, people, budget },
    now: () => 0,
    fire: () => undefined,
    dropped: () => undefined,
  });
  const gone = (): number => all.gone + some.gone;
  return { watch, observed, all, gone };
}

const rule = (at: number, group: string, event: number = AlertEvent.ONLINE): AlertRuleRecord => ({
  ...{ id: `rule-${at}`, person: "", group, event, once: false },
});

it("A2, F16: a rule goes through its own people alone, however many rules there are about as many", () => {
  const { watch, observed, gone } = watching(5_000);
  for (let at = 0; at < RULES; at++) {
    expect(watch.sizeWith(rule(at, "all"))).toBe(MEMBERS - 1);
    atOnce(watch.put(rule(at, "all")));
  }
  expect(observed.size).toBe(MEMBERS - 1);
  // Each is asked whether there is room for it, and the first observes.
  expect(gone()).toBeLessThanOrEqual((RULES + 1) * MEMBERS);
  const before = gone();
  watch.sizeWith(rule(7, "all", AlertEvent.STATUS));
  atOnce(watch.put(rule(7, "all", AlertEvent.STATUS)));
  expect(gone()).toBe(before);
  expect(watch.sizeWith(rule(7, "some"))).toBe(MEMBERS - 1);
  atOnce(watch.put(rule(7, "some")));
  expect(gone() - before).toBeLessThanOrEqual(MEMBERS);
  for (let at = 0; at < RULES; at++) if (at !== 7) atOnce(watch.remove(`rule-${at}`));
  expect(observed.size).toBe(MEMBERS / 2 - 1);
  expect(gone() - before).toBeLessThanOrEqual(3 * MEMBERS);
  atOnce(watch.remove("rule-7"));
  expect(observed.size).toBe(0);
});

it("A8: who comes into a group is observed as far as there is room, and those beyond as others go", () => {
  const { watch, observed, all } = watching(MEMBERS);
  atOnce(watch.put(rule(1, "all")));
  for (const person of ["q1", "q2", "q3"]) all.add(person);
  watch.look(["q1", "q2", "q3"]);
  expect([observed.size, observed.has("q1"), observed.has("q2")]).toEqual([MEMBERS, true, false]);
  expect(watch.sizeWith(rule(1, "all"))).toBe(MEMBERS + 2);
  all.delete("p7");
  watch.look(["p7"]);
  expect([observed.size, observed.has("p7"), observed.has("q2")]).toEqual([MEMBERS, false, true]);
  all.delete("q3");
  all.delete("p8");
  watch.look(["q3", "p8"]);
  expect([observed.size, watch.sizeWith(rule(1, "all"))]).toEqual([MEMBERS - 1, MEMBERS - 1]);
});

it("F13, A8: whoever is observed is metered, and nobody beyond what may be held for everybody", () => {
  const budget = new Budget({ totalBytes: 10 * OBSERVED_BYTES, personBytes: 10 * OBSERVED_BYTES });
  const { watch, observed, all } = watching(5_000, budget);
  atOnce(watch.put(rule(1, "all")));
  expect([observed.size, budget.held("alerts"), watch.sizeWith(rule(2, "some"))]).toEqual([
    ...[10, 10 * OBSERVED_BYTES, MEMBERS - 1],
  ]);
  all.delete("p1");
  watch.look(["p1"]);
  expect([observed.size, observed.has("p1"), observed.has("p11")]).toEqual([10, false, true]);
  atOnce(watch.remove("rule-1"));
  expect([observed.size, budget.held()]).toEqual([0, 0]);
  atOnce(watch.put(rule(1, "all")));
  watch.end();
  expect(budget.held()).toBe(0);
});
