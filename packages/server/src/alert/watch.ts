import type { AlertEvent } from "@livename/wire/alert";
import { Availability, type PresenceInit } from "@livename/wire/presence";
import type { Groups } from "../directory/groups.ts";
import type { Awareness, Viewer } from "../presence/index.ts";
import type { AlertRuleRecord } from "../store/store.ts";
import { happened } from "./happened.ts";

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
  readonly fire: (rule: AlertRuleRecord, person: string, presence: PresenceInit) => void;
  /** One more than a minute's worth was left out. */
  readonly dropped: () => void;
}

interface Observed {
  /** What the owner saw last; undefined while it is not known after the server's start. */
  before: PresenceInit | undefined;
  readonly end: () => void;
}

/** One owner's rules, and the people whom they are about, seen with the owner's eyes. */
export class OwnerWatch {
  readonly owner: Viewer;
  readonly rules = new Map<string, AlertRuleRecord>();
  readonly #options: OwnerWatchOptions;
  readonly #observed = new Map<string, Observed>();
  #minuteFrom = Number.NEGATIVE_INFINITY;
  #fired = 0;

  constructor(options: OwnerWatchOptions) {
    this.#options = options;
    this.owner = options.owner;
  }

  /** How many people are observed. */
  get size(): number {
    return this.#observed.size;
  }

  /** Whom these rules are about. */
  wanted(rules: Iterable<AlertRuleRecord>): Set<string> {
    const { groups, owner } = this.#options;
    const wanted = new Set<string>();
    for (const { person, group } of rules) {
      const members = person === "" ? groups.find(owner.community, group)?.members : [person];
      for (const member of members ?? []) if (member !== owner.person) wanted.add(member);
    }
    return wanted;
  }

  /** Observes whom the rules are about, and nobody else: of groups that grew beyond the bound, those who were first. */
  reconcile(): void {
    const wanted = new Set([...this.wanted(this.rules.values())].slice(0, this.#options.people));
    for (const [person, { end }] of this.#observed) {
      if (wanted.has(person)) continue;
      end();
      this.#observed.delete(person);
    }
    for (const person of wanted) if (!this.#observed.has(person)) this.#observe(person);
  }

  /** The server's start is over: whoever has not come back is not there. */
  settle(): void {
    const { awareness, owner } = this.#options;
    for (const [person, observed] of this.#observed) observed.before ??= awareness.see(owner, person);
  }

  end(): void {
    this.rules.clear();
    this.reconcile();
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
    for (const rule of [...this.rules.values()]) {
      const concerns = rule.person === "" ? groups.has(owner.community, rule.group, person) : rule.person === person;
      if (concerns && happened(rule.event as AlertEvent, before, presence) && this.#mayFire())
        fire(rule, person, presence);
    }
  }

  #mayFire(): boolean {
    const { now, dropped } = this.#options;
    // Also when the clock was set back.
    if (Math.abs(now() - this.#minuteFrom) >= MINUTE_MS) {
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
