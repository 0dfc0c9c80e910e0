// What SPEC P and V say, for a handful of people, as plainly as it can be written: nothing is remembered that can be
// worked out, nothing is fast, and nothing is taken from the server's code.
import { Activity, Availability } from "@livename/wire/presence";
import { PrivacyMode } from "@livename/wire/privacy";
import type { DeviceKind } from "@livename/wire/session";

export interface Seen {
  readonly availability: Availability;
  readonly activity: Activity;
  readonly message: string;
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly devices: readonly DeviceKind[];
}

export interface Choice {
  readonly availability: Availability;
  readonly message: string;
  readonly untilMs: number;
}

/** A person by number, or a group by name. */
export type Listed = { readonly person: number } | { readonly group: string };

export interface Settings {
  readonly mode: PrivacyMode;
  readonly listed: readonly Listed[];
  readonly shown: ReadonlyArray<{ readonly to: readonly Listed[]; readonly choice: Choice }>;
}

export const EVERYBODY: Settings = { mode: PrivacyMode.UNSPECIFIED, listed: [], shown: [] };

export const OFFLINE: Seen = {
  availability: Availability.OFFLINE,
  activity: Activity.UNSPECIFIED,
  message: "",
  sinceMs: 0,
  untilMs: 0,
  devices: [],
};

export function same(a: Seen, b: Seen): boolean {
  return (
    a.availability === b.availability &&
    a.activity === b.activity &&
    a.message === b.message &&
    a.sinceMs === b.sinceMs &&
    a.untilMs === b.untilMs &&
    a.devices.join() === b.devices.join()
  );
}

interface OpenSession {
  readonly kind: DeviceKind;
  activity: Activity;
}

interface Person {
  readonly sessions: Map<string, OpenSession>;
  /** What services say. */
  service: Activity;
  choice: Choice | undefined;
  settings: Settings;
  /** When each of the statuses shown was set; those that stayed the same keep their moment. */
  shownSetMs: number[];
  sinceMs: number;
  cameMs: number;
  before: { availability: Availability; activity: Activity };
}

/** What one person let another see at some moment. */
interface Pair {
  hides: boolean;
  /** Which status is shown; empty for none. */
  shown: string;
  /** When hiding, or a status shown, last ended. */
  hidUntilMs: number;
  shownUntilMs: number;
}

/** All people of one small community, and what each may see of each. */
export class Truth {
  readonly #people: Person[];
  readonly groups = new Map<string, ReadonlySet<number>>();
  readonly #pairs: Pair[][];

  constructor(count: number) {
    const nobody = { availability: Availability.OFFLINE, activity: Activity.UNSPECIFIED };
    this.#people = Array.from({ length: count }, () => ({
      ...{ sessions: new Map(), service: Activity.UNSPECIFIED, choice: undefined, settings: EVERYBODY, shownSetMs: [] },
      ...{ sinceMs: 0, cameMs: 0, before: nobody },
    }));
    this.#pairs = this.#people.map(() =>
      this.#people.map(() => ({ hides: false, shown: "", hidUntilMs: 0, shownUntilMs: 0 })),
    );
  }

  /** Something happened to the person. */
  change(person: number, nowMs: number, happen: (person: Person) => void): void {
    happen(this.#people[person]!);
    this.look(person, nowMs);
  }

  settle(person: number, settings: Settings, nowMs: number): void {
    const one = this.#people[person]!;
    const former = one.settings.shown.map((shown) => JSON.stringify(shown));
    const kept = settings.shown.map((shown) => one.shownSetMs[former.indexOf(JSON.stringify(shown))] ?? nowMs);
    one.settings = settings;
    one.shownSetMs = kept;
    this.lookAtPairs(nowMs);
  }

  regroup(group: string, members: ReadonlySet<number>, nowMs: number): void {
    this.groups.set(group, members);
    this.lookAtPairs(nowMs);
  }

  /** The server stops and starts: whoever comes from then on is seen since then. */
  restart(nowMs: number): void {
    for (const [person, one] of this.#people.entries()) {
      one.sessions.clear();
      one.service = Activity.UNSPECIFIED;
      this.look(person, nowMs);
    }
    for (const row of this.#pairs) for (const pair of row) Object.assign(pair, { hidUntilMs: 0, shownUntilMs: 0 });
  }

  /** Time has passed: choices may have ended. */
  look(person: number, nowMs: number): void {
    const one = this.#people[person]!;
    const { availability, activity } = this.#whole(one, nowMs);
    if (availability === one.before.availability && activity === one.before.activity) return;
    if (one.before.availability === Availability.OFFLINE) one.cameMs = nowMs;
    one.before = { availability, activity };
    one.sinceMs = nowMs;
  }

  /** Who hides from whom, and what is shown to whom, may have changed. */
  lookAtPairs(nowMs: number): void {
    this.#pairs.forEach((row, person) => {
      row.forEach((pair, other) => {
        const hides = this.#hides(person, other);
        const shown = this.#shown(person, other, nowMs)?.which ?? "";
        if (pair.hides && !hides) pair.hidUntilMs = nowMs;
        if (pair.shown !== "" && pair.shown !== shown) pair.shownUntilMs = nowMs;
        pair.hides = hides;
        pair.shown = shown;
      });
    });
  }

  /** What the watcher may see of the person now. */
  see(watcher: number, person: number, nowMs: number): Seen {
    const one = this.#people[person]!;
    const whole = this.#whole(one, nowMs);
    if (watcher === person) return whole;
    if (this.#hides(person, watcher) || this.#hides(watcher, person)) return OFFLINE;
    if (whole.availability === Availability.OFFLINE) return OFFLINE;
    const pair = this.#pairs[person]![watcher]!;
    const visibleMs = Math.max(pair.hidUntilMs, pair.shownUntilMs, this.#pairs[watcher]![person]!.hidUntilMs);
    const shown = this.#shown(person, watcher, nowMs);
    if (!shown) return { ...whole, sinceMs: Math.max(whole.sinceMs, visibleMs) };
    const { availability, message, untilMs } = shown.choice;
    const sinceMs = Math.max(shown.setMs, one.cameMs, visibleMs);
    return { availability, activity: Activity.UNSPECIFIED, message, untilMs, sinceMs, devices: whole.devices };
  }

  #whole({ sessions, service, choice, sinceMs }: Person, nowMs: number): Seen {
    const current = choice && (choice.untilMs === 0 || choice.untilMs > nowMs) ? choice : undefined;
    if (sessions.size === 0 || current?.availability === Availability.OFFLINE) return OFFLINE;
    const doing = [service, ...[...sessions.values()].map((session) => session.activity)].filter((one) => one !== 0);
    const activity = (doing.length > 0 ? Math.min(...doing) : 0) as Activity;
    const devices = [...new Set([...sessions.values()].map(({ kind }) => kind))].sort((a, b) => a - b);
    const { message = "", untilMs = 0 } = current ?? {};
    return { availability: availabilityOf(current, activity), activity, message, sinceMs, untilMs, devices };
  }

  #hides(person: number, other: number): boolean {
    if (person === other) return false;
    const { mode, listed } = this.#people[person]!.settings;
    if (mode === PrivacyMode.UNSPECIFIED) return false;
    return this.#names(listed, other) === (mode === PrivacyMode.BLOCK);
  }

  #shown(person: number, other: number, nowMs: number): { choice: Choice; setMs: number; which: string } | undefined {
    const { settings, shownSetMs } = this.#people[person]!;
    if (person === other) return undefined;
    const at = settings.shown.findIndex(
      ({ to, choice }) => (choice.untilMs === 0 || choice.untilMs > nowMs) && this.#names(to, other),
    );
    if (at < 0) return undefined;
    const shown = settings.shown[at]!;
    const setMs = shownSetMs[at]!;
    return { choice: shown.choice, setMs, which: `${setMs} ${JSON.stringify(shown)}` };
  }

  #names(listed: readonly Listed[], other: number): boolean {
    return listed.some((one) => ("person" in one ? one.person === other : this.groups.get(one.group)?.has(other)));
  }
}

function availabilityOf(current: Choice | undefined, activity: Activity): Availability {
  const chosen = current?.availability ?? Availability.UNSPECIFIED;
  if (chosen === Availability.DO_NOT_DISTURB) return chosen;
  if (activity !== Activity.UNSPECIFIED) return Availability.BUSY;
  return chosen === Availability.BUSY || chosen === Availability.AWAY ? chosen : Availability.AVAILABLE;
}
