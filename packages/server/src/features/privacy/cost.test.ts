import { FakeClock } from "@livename/testkit";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode } from "@livename/wire/privacy";
import type { Subject } from "@livename/wire/subject";
import { describe, expect, it } from "vitest";
import { COMMUNITY } from "../../../test/features/community.ts";
import { TestGroups } from "../../../test/features/groups.ts";
import { createView } from "../../people/view.ts";
import { PrivacyIndex } from "./privacy-index.ts";

/** Counts what is asked of it. */
class CountedGroups extends TestGroups {
  asked = 0;

  override has(community: string, group: string, person: string): boolean {
    this.asked++;
    return super.has(community, group, person);
  }

  override of(community: string, person: string): string[] {
    const before = this.asked;
    const of = super.of(community, person);
    this.asked = before + 1 + of.length;
    return of;
  }
}

const { UNSPECIFIED, BLOCK } = PrivacyMode;
const people = (count: number, prefix = "p"): Subject[] =>
  Array.from({ length: count }, (_, at) => ({ person: `${prefix}${at}`, group: "" }));
const choiceOf = (message: string) => ({ availability: Availability.OFFLINE, message, untilMs: 0, exceptions: [] });

function start() {
  const clock = new FakeClock();
  const groups = new CountedGroups();
  const index = new PrivacyIndex(clock, groups);
  const set = (person: string, mode: PrivacyMode, listed: Subject[], shown: Subject[][] = []) => {
    clock.advance(1_000);
    const owner = index.obtain(COMMUNITY, person);
    const version = owner.record.version + 1;
    const statuses = shown.map((to, at) => ({ to, choice: choiceOf(`${version} ${at}`) }));
    index.set(owner, { settings: { mode, listed, shown: statuses }, version, keys: [] });
  };
  return { clock, groups, index, set };
}

describe("what privacy costs others", () => {
  it("V3: a question about two people is a few looks, however many groups the one names and has named", () => {
    const { groups, index, set } = start();
    const named = Array.from({ length: 125 }, (_, at) => `group-${at}`);
    for (const group of named) groups.set(group, ["somebody"]);
    groups.set(named[7]!, ["somebody", "amy"]);
    const to = named.map((group) => ({ person: "", group }));
    for (let change = 0; change < 18; change++) set("mallory", BLOCK, to.slice(20), Array(16).fill(to));
    const view = createView(index);
    groups.asked = 0;
    for (const other of ["amy", "bob"]) {
      view({ community: COMMUNITY, person: other }, "mallory");
      view({ community: COMMUNITY, person: "mallory" }, other);
    }
    expect(groups.asked).toBeLessThan(50);
    expect(index.shown(COMMUNITY, "mallory", "amy")).toMatchObject({ message: "18 0" });
    expect(index.shown(COMMUNITY, "mallory", "bob")).toBe(undefined);
    index.stop();
  });

  it("V7: of lists that were others each time, as many settings are remembered as name 4,000; a list that stays counts once", () => {
    const { clock, index, set } = start();
    for (let change = 0; change < 16; change++) set("amy", BLOCK, people(1_000), [people(2, `c${change}`)]);
    expect(index.visibleSinceMs(COMMUNITY, "dan", "amy")).toBe(0);
    const momentsMs: number[] = [];
    for (let change = 0; change < 5; change++) {
      set("bob", BLOCK, people(1_000, `c${change} `));
      momentsMs.push(clock.now());
    }
    expect(index.visibleSinceMs(COMMUNITY, "dan", "bob")).toBe(0);
    set("bob", UNSPECIFIED, []);
    expect(index.visibleSinceMs(COMMUNITY, "dan", "bob")).toBe(momentsMs[1]);
    index.stop();
  });

  it("V7: many who come into a group that many name are not looked at one by one; what they saw before counts as hidden", () => {
    const { clock, groups, index, set } = start();
    groups.set("sales", ["dan"]);
    const owners = people(300, "owner");
    for (const { person } of owners) set(person, PrivacyMode.ALLOW, [{ person: "", group: "sales" }]);
    set("bob", BLOCK, people(3));
    clock.advance(1_000);
    const told: string[] = [];
    index.onChange((_community, person) => told.push(person));
    const many = people(400).map(({ person }) => person);
    groups.asked = 0;
    groups.set("sales", ["dan", ...many]);
    const movedMs = clock.now();
    expect(groups.asked).toBeLessThan(1_000);
    clock.advance(1_000);
    expect(new Set(told).size).toBe(300);
    const since = (watcher: string, person: string) => index.visibleSinceMs(COMMUNITY, watcher, person);
    expect([since("p7", "owner9"), since("owner9", "p7")]).toEqual([movedMs, movedMs]);
    expect([since("dan", "owner9"), since("p7", "bob"), since("p7", "dan")]).toEqual([0, 0, 0]);
    index.stop();
  });

  it("V7: there is an end to how many are remembered: beyond it everybody counts as hidden until then", () => {
    const { clock, groups, index, set } = start();
    groups.set("all", ["dan"]);
    set("amy", BLOCK, [{ person: "", group: "all" }]);
    groups.set("all", ["dan", ...people(100_001).map(({ person }) => person)]);
    expect(index.visibleSinceMs(COMMUNITY, "eve", "amy")).toBe(clock.now());
    index.stop();
  });
});
