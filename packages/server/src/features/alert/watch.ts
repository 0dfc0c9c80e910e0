import type { AlertEvent } from "@livename/wire/alert";
import { Availability, type PresenceInit } from "@livename/wire/presence";
import type { Budget, Holder } from "../../kernel/budget.ts";
import type { Sliced } from "../../kernel/slices.ts";
import type { Groups } from "../../people/groups.ts";
import type { Viewer } from "../../people/view.ts";
import type { Awareness } from "../presence/index.ts";
import { happened } from "./happened.ts";
import type { AlertRuleRecord } from "./storage/contract.ts";

/** Alerts of one owner within a minute; what comes on top of it is no help to anybody. */
const A_MINUTE = 100;
const MINUTE_MS = 60_000;

export interface OwnerWatchOptions {
  readonly owner: Viewer;
  readonly awareness: Pick<Awareness, "observe" | "see" | "starting">;
  readonly groups: Pick<Groups, "find" | "has">;
  readonly now: () => number;
  /** People observed for one owner. */
  readonly people: number;
  readonly budget: Budget;
  readonly fire: (rule: AlertRuleRecord, person: string, presence: PresenceInit) => void;
  /** One more than a minute's worth was left out. */
  readonly dropped: () => void;
}

/** What a person who is observed takes, for as long as a rule is about them, whether the owner is there or not. */
export const OBSERVED_BYTES = 960;

interface Observed {
  /** What the owner saw last; undefined while it is not known after the server's start. */
  before: PresenceInit | undefined;
  readonly end: () => void;
}

/** One owner's rules, and the people whom they are about, seen with the owner's eyes. */
export class OwnerWatch implements Holder {
  readonly owner: Viewer;
  heldBytes = 0;
  readonly #options: OwnerWatchOptions;
  readonly #rules = new Map<string, AlertRuleRecord>();
  /** How many rules are about each of them. */
  readonly #people = new Map<string, number>();
  readonly #groups = new Map<string, number>();
  readonly #observed = new Map<string, Observed>();
  /** Groups grew: there are people whom rules are about and who are not observed. */
  #full = false;
  #minuteFrom = Number.NEGATIVE_INFINITY;
  #fired = 0;

  constructor(options: OwnerWatchOptions) {
    this.#options = options;
    this.owner = options.owner;
  }

  get rules(): ReadonlyMap<string, AlertRuleRecord> {
    return this.#rules;
  }

  /** How many people are observed. */
  get size(): number {
    return this.#observed.size;
  }

  isAbout(group: string): boolean {
    return this.#groups.has(group);
  }

  /** How many people the rules would be about with this one. */
  sizeWith(rule: AlertRuleRecord): number {
    const former = this.#rules.get(rule.id);
    if (!this.#full) {
      if (former && isAboutTheSame(former, rule)) return this.size;
      let size = this.size;
      for (const person of this.#about(rule)) if (!this.#observed.has(person)) size++;
      if (!former || size <= this.#options.people) return size;
    }
    const others = [...this.#rules.values()].filter(({ id }) => id !== rule.id);
    return this.#wanted([...others, rule]).size;
  }

  /**
   * From now on the rule counts, in the place of the one with its id. What is returned observes whom it is about: what
   * it goes through are the people of these two rules, whatever the others are about.
   */
  put(rule: AlertRuleRecord): Sliced<void> {
    const former = this.#rules.get(rule.id);
    this.#rules.set(rule.id, rule);
    const begun = this.#count(rule, 1) === 1;
    const ended = former !== undefined && this.#count(former, -1) === 0;
    return this.#looking([...(ended ? [former] : []), ...(begun ? [rule] : [])]);
  }

  /** The rule counts no longer. What is returned observes those no longer whom only it was about. */
  remove(id: string): Sliced<void> {
    const rule = this.#rules.get(id);
    this.#rules.delete(id);
    return this.#looking(rule && this.#count(rule, -1) === 0 ? [rule] : []);
  }

  /** Looks again at these, who came into a group or left it. */
  look(people: Iterable<string>): void {
    for (const person of people) this.#look(person);
    if (this.#full) this.#fill();
  }

  /** The server's start is over: whoever has not come back is not there. */
  settle(): void {
    const { awareness, owner } = this.#options;
    for (const [person, observed] of this.#observed) observed.before ??= awareness.see(owner, person);
  }

  end(): void {
    for (const { end } of this.#observed.values()) this.#letGo(end);
    for (const map of [this.#observed, this.#rules, this.#people, this.#groups]) map.clear();
  }

  /** Returns how many rules are now about the same as this one. */
  #count({ person, group }: AlertRuleRecord, by: number): number {
    const [counts, subject] = person === "" ? [this.#groups, group] : [this.#people, person];
    const count = (counts.get(subject) ?? 0) + by;
    if (count > 0) counts.set(subject, count);
    else counts.delete(subject);
    return count;
  }

  *#looking(rules: readonly AlertRuleRecord[]): Sliced<void> {
    for (const rule of rules) {
      // A copy: who comes or goes meanwhile is looked at by then.
      for (const person of [...this.#about(rule)]) {
        this.#look(person);
        yield;
      }
    }
    if (this.#full) this.#fill();
  }

  *#about({ person, group }: AlertRuleRecord): Generator<string> {
    const { groups, owner } = this.#options;
    const members = person === "" ? groups.find(owner.community, group)?.members : [person];
    for (const member of members ?? []) if (member !== owner.person) yield member;
  }

  #isWanted(person: string): boolean {
    const { groups, owner } = this.#options;
    if (person === owner.person) return false;
    if (this.#people.has(person)) return true;
    for (const group of this.#groups.keys()) if (groups.has(owner.community, group, person)) return true;
    return false;
  }

  #wanted(rules: readonly AlertRuleRecord[]): Set<string> {
    const wanted = new Set<string>();
    const groups = new Set<string>();
    for (const rule of rules) {
      if (groups.has(rule.group)) continue;
      if (rule.person === "") groups.add(rule.group);
      for (const person of this.#about(rule)) wanted.add(person);
    }
    return wanted;
  }

  /** Observes the person if a rule is about them and there is room, and no longer if none is. */
  #look(person: string): void {
    const observed = this.#observed.get(person);
    const wanted = this.#isWanted(person);
    if (observed && !wanted) {
      this.#letGo(observed.end);
      this.#observed.delete(person);
    } else if (!observed && wanted) this.#full = !this.#tryToObserve(person) || this.#full;
  }

  /** Those who were left out come in as others go. */
  #fill(): void {
    const { people } = this.#options;
    if (this.size >= people) return;
    const left = [...this.#wanted([...this.#rules.values()])].filter((person) => !this.#observed.has(person));
    this.#full = false;
    for (const person of left) this.#full = !this.#tryToObserve(person) || this.#full;
  }

  /** Whether there was room for one more, of the owner's and of what is held for everybody. */
  #tryToObserve(person: string): boolean {
    const { people, budget } = this.#options;
    if (this.size >= people || !budget.take(this, "alerts", OBSERVED_BYTES)) return false;
    this.#observe(person);
    return true;
  }

  #letGo(end: () => void): void {
    end();
    this.#options.budget.give(this, "alerts", OBSERVED_BYTES);
  }

  #observe(person: string): void {
    const { awareness, owner } = this.#options;
    const end = awareness.observe(owner, person, (presence) => this.#changed(person, presence));
    const seen = awareness.see(owner, person);
    const unknown = awareness.starting && seen.availability === Availability.OFFLINE;
    this.#observed.set(person, { before: unknown ? undefined : seen, end });
  }

  #changed(person: string, presence: PresenceInit): void {
    const observed = this.#observed.get(person);
    if (!observed) return;
    const { before } = observed;
    observed.before = presence;
    if (!before) return;
    const { groups, owner, fire } = this.#options;
    for (const rule of [...this.#rules.values()]) {
      const concerns = rule.person === "" ? groups.has(owner.community, rule.group, person) : rule.person === person;
      if (concerns && happened(rule.event as AlertEvent, before, presence) && this.#mayFire())
        fire(rule, person, presence);
    }
  }

  #mayFire(): boolean {
    const { now, dropped } = this.#options;
    if (now() - this.#minuteFrom >= MINUTE_MS) {
      this.#minuteFrom = now();
      this.#fired = 0;
    }
    if (this.#fired >= A_MINUTE) {
      dropped();
      return false;
    }
    this.#fired++;
    return true;
  }
}

function isAboutTheSame(a: AlertRuleRecord, b: AlertRuleRecord): boolean {
  return a.person === b.person && a.group === b.group;
}
