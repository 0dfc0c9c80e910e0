import { Asked } from "../../people/asked.ts";
import type { GroupChange, Groups } from "../../people/groups.ts";
import type { Privacy, ShownChoice } from "../../people/privacy.ts";
import type { Memberships } from "../../people/subjects.ts";
import type { Clock } from "../../time/clock.ts";
import { Deadlines } from "../../time/deadlines.ts";
import { shownTime } from "../../time/shown-time.ts";
import { Crowds } from "./crowds.ts";
import { GroupsBefore } from "./groups-before.ts";
import { Paced } from "./paced.ts";
import { Past } from "./past.ts";
import { Rules } from "./rules.ts";
import { EVERYBODY } from "./settings.ts";
import type { PrivacyRecord } from "./storage/contract.ts";

/** One who has settings or had some; all others cost nothing. */
export interface Owner {
  readonly community: string;
  readonly person: string;
  record: PrivacyRecord;
  rules: Rules;
  readonly past: Past;
}

const NO_RULES = new Rules(EVERYBODY, 0);
/** A group that thousands name is many looks: so many are had at once, and so many after each such time. */
const TOLD = { count: 100, everyMs: 10 };

/** What remembering one who moved costs for one who names the group, in lists looked at. */
const PAIR = 4;

/** The settings of everybody, in memory. */
export class PrivacyIndex implements Privacy {
  readonly #clock: Clock;
  readonly #seenMs: () => number;
  readonly #groups: Groups;
  readonly #owners = new Map<string, Map<string, Owner>>();
  /** By community and group: who names the group, now or in the past. */
  readonly #naming = new Map<string, Set<Owner>>();
  readonly #listeners = new Set<(community: string, person: string) => void>();
  /** When something shown ends. */
  readonly #ends: Deadlines<Owner>;
  readonly #told: Paced<Owner>;
  readonly #crowds = new Crowds();
  readonly #endGroups: () => void;

  constructor(clock: Clock, groups: Groups) {
    this.#clock = clock;
    this.#seenMs = shownTime(clock);
    this.#groups = groups;
    this.#ends = new Deadlines(clock, "wall", (owner) => {
      this.#await(owner);
      this.#told.add(owner);
    });
    this.#told = new Paced(clock, TOLD, (owner) => this.#tell(owner));
    this.#endGroups = groups.onChange((change) => this.#regroup(change));
  }

  find(community: string, person: string): Owner | undefined {
    return this.#owners.get(community)?.get(person);
  }

  /** The person's settings, made when there are none. */
  obtain(community: string, person: string): Owner {
    const known = this.find(community, person);
    if (known) return known;
    const record = { settings: EVERYBODY, version: 0, keys: [] };
    const owner: Owner = { community, person, record, rules: NO_RULES, past: new Past() };
    const owners = this.#owners.get(community);
    if (owners) owners.set(person, owner);
    else this.#owners.set(community, new Map([[person, owner]]));
    return owner;
  }

  /** Takes over what the store kept. */
  load(community: string, person: string, record: PrivacyRecord): void {
    const owner = this.obtain(community, person);
    owner.record = record;
    owner.rules = new Rules(record.settings, this.#seenMs());
    this.#name(owner);
    this.#await(owner);
  }

  set(owner: Owner, record: PrivacyRecord): void {
    const now = this.#seenMs();
    owner.past.ended(owner.rules, now);
    owner.record = record;
    owner.rules = new Rules(record.settings, now, owner.rules);
    this.#name(owner);
    this.#await(owner);
    // What is answered counts: it does not wait behind those whom a group is looked at for.
    this.#tell(owner);
  }

  plain(community: string, person: string): boolean {
    const owner = this.find(community, person);
    return !owner || (owner.rules.empty && owner.past.empty);
  }

  hides(community: string, person: string, other: string): boolean {
    const owner = this.find(community, person);
    return owner !== undefined && person !== other && owner.rules.hides(this.#groups, community, other);
  }

  hidden(community: string, a: string, b: string): boolean {
    return this.hides(community, a, b) || this.hides(community, b, a);
  }

  shown(community: string, person: string, watcher: string): ShownChoice | undefined {
    const owner = this.find(community, person);
    if (!owner || person === watcher) return undefined;
    return owner.rules.shown(new Asked(this.#groups), community, watcher, this.#clock.now());
  }

  visibleSinceMs(community: string, watcher: string, person: string): number {
    if (watcher === person) return 0;
    const seen = this.find(community, person);
    const seeing = this.find(community, watcher);
    const groups = new Asked(this.#groups);
    return Math.max(
      seen ? seen.past.hidUntilMs(groups, community, watcher) : 0,
      seen ? this.#shownUntilMs(groups, seen, watcher) : 0,
      seen ? this.#crowdedMs(seen, watcher) : 0,
      seeing ? seeing.past.hidUntilMs(groups, community, person) : 0,
      seeing ? this.#crowdedMs(seeing, person) : 0,
    );
  }

  onChange(listener: (community: string, person: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    this.#ends.stop();
    this.#told.stop();
    this.#endGroups();
  }

  /** The end of the last time that the owner showed the other something else than it does now; 0 for never. */
  #shownUntilMs(groups: Memberships, { community, past, rules }: Owner, other: string): number {
    const now = this.#clock.now();
    return Math.max(
      past.shownUntilMs(groups, community, other, rules.shown(groups, community, other, now)),
      past.sinceMoved(other, rules.shownUntilMs(groups, community, other, now)),
    );
  }

  #regroup(change: GroupChange): void {
    const { community, group } = change;
    const naming = [...(this.#naming.get(keyOf(community, group)) ?? [])];
    const moved = [...change.entered, ...change.left];
    if (moved.length === 0 || naming.length === 0) return;
    const now = this.#seenMs();
    const lists = naming.reduce((sum, { rules, past }) => sum + PAIR + rules.circles.length + past.lists, 0);
    if (this.#crowds.mayLook(community, lists * moved.length, this.#clock.monotonic())) {
      const groups = new Asked(this.#groups);
      const before = new Asked(new GroupsBefore(groups, change));
      for (const owner of naming) for (const other of moved) this.#move(owner, other, { groups, before, now });
    } else if (!this.#crowds.moved(community, group, moved, now)) {
      for (const { past } of naming) past.everybody(now);
    }
    for (const owner of naming) this.#told.add(owner);
  }

  #move(owner: Owner, other: string, moment: { groups: Memberships; before: Memberships; now: number }): void {
    const { community, rules, past } = owner;
    const { groups, before, now } = moment;
    if (other === owner.person) return;
    const ends = rules.hides(before, community, other) && !rules.hides(groups, community, other);
    const wallMs = this.#clock.now();
    const shown = rules.shown(before, community, other, wallMs);
    const still = rules.shown(groups, community, other, wallMs);
    past.moved(other, {
      atMs: now,
      hidUntilMs: ends ? now : past.hidUntilMs(before, community, other),
      shownUntilMs: shown && shown !== still ? now : this.#shownUntilMs(before, owner, other),
    });
  }

  /** When the other was among too many who came into a group that the owner names or named; 0 for never. */
  #crowdedMs(owner: Owner, other: string): number {
    const { community } = owner;
    return this.#crowds.lastMs(
      community,
      other,
      (group) => this.#naming.get(keyOf(community, group))?.has(owner) ?? false,
    );
  }

  #name(owner: Owner): void {
    for (const group of owner.rules.groups) {
      const key = keyOf(owner.community, group);
      const naming = this.#naming.get(key);
      if (naming) naming.add(owner);
      else this.#naming.set(key, new Set([owner]));
    }
  }

  #await(owner: Owner): void {
    const next = owner.rules.nextEnd(this.#clock.now());
    if (next === Number.POSITIVE_INFINITY) this.#ends.clear(owner);
    else this.#ends.set(owner, next);
  }

  #tell({ community, person }: Owner): void {
    for (const listener of [...this.#listeners]) listener(community, person);
  }
}

function keyOf(community: string, group: string): string {
  return `${community} ${group}`;
}
