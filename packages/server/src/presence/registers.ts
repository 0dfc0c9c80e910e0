import { Activity, Availability } from "@livename/wire/presence";
import type { Clock } from "../clock.ts";
import { Deadlines } from "../deadlines.ts";
import type { People } from "../directory/people.ts";
import type { Session } from "../feature.ts";
import type { StatusRecord } from "../store/store.ts";
import { type Aggregate, aggregate, nextChange, type SessionFacts } from "./aggregate.ts";

interface OpenSession extends SessionFacts {
  readonly session: Session;
  activity: Activity;
  awayFromMs: number;
}

/** The whole truth about a person's presence; what of it a watcher sees is the view's business. */
export interface WholePresence extends Aggregate {
  /** When availability and activity began; 0 when this server has not seen it. */
  readonly sinceMs: number;
}

/** One person's presence. */
export interface Register {
  readonly community: string;
  readonly person: string;
  readonly sessions: OpenSession[];
  choice: StatusRecord | undefined;
  presence: WholePresence;
  /** Its number among the watched ones; -1 while nobody watches. */
  watchSlot: number;
}

export interface RegistersOptions {
  readonly clock: Clock;
  readonly people: People;
  readonly awayAfterMs: number;
  /** Until then the server has just started: what was chosen before the stop is taken up as it was (P18). */
  readonly startedUntilMs: number;
  readonly onChange: (register: Register) => void;
}

const NEVER_SEEN: WholePresence = {
  availability: Availability.OFFLINE,
  activity: Activity.UNSPECIFIED,
  message: "",
  untilMs: 0,
  devices: [],
  sinceMs: 0,
};

/** The presence of everybody: sessions, choices and the clock go in, changed registers come out. */
export class Registers {
  readonly #options: RegistersOptions;
  readonly #communities = new Map<string, Map<string, Register>>();
  readonly #deadlines: Deadlines<Register>;

  constructor(options: RegistersOptions) {
    this.#options = options;
    this.#deadlines = new Deadlines(options.clock, (register) => this.refresh(register));
  }

  find(community: string, person: string): Register | undefined {
    return this.#communities.get(community)?.get(person);
  }

  /** The person's register, made when there is none. */
  obtain(community: string, person: string): Register {
    const known = this.find(community, person);
    if (known) return known;
    const choice = undefined;
    const register: Register = { community, person, sessions: [], choice, presence: NEVER_SEEN, watchSlot: -1 };
    const registers = this.#communities.get(community);
    if (registers) registers.set(person, register);
    else this.#communities.set(community, new Map([[person, register]]));
    return register;
  }

  /** Forgets a register that says no more than its absence would; one that knows since when stays. */
  release(register: Register): void {
    if (register.sessions.length > 0 || register.choice || register.presence.sinceMs > 0) return;
    this.#deadlines.clear(register);
    this.#communities.get(register.community)?.delete(register.person);
  }

  open(session: Session): void {
    const register = this.obtain(session.community, session.person);
    if (register.sessions.some((open) => open.session === session)) return;
    register.sessions.push({
      session,
      kind: session.deviceKind,
      activity: Activity.UNSPECIFIED,
      awayFromMs: session.marksInput ? this.#options.clock.now() + this.#options.awayAfterMs : Number.POSITIVE_INFINITY,
    });
    this.refresh(register);
  }

  close(session: Session): void {
    const register = this.find(session.community, session.person);
    const at = register?.sessions.findIndex((open) => open.session === session) ?? -1;
    if (!register || at < 0) return;
    register.sessions.splice(at, 1);
    this.refresh(register);
  }

  /** The person used the session's device `idleMs` ago. Marks may come late and in any order; the latest use counts. */
  input(session: Session, idleMs: number): void {
    const register = this.find(session.community, session.person);
    const open = register?.sessions.find((one) => one.session === session);
    if (!register || !open || !session.marksInput) return;
    const now = this.#options.clock.now();
    const wasAway = open.awayFromMs <= now;
    open.awayFromMs = Math.max(open.awayFromMs, now - idleMs + this.#options.awayAfterMs);
    // Marks are frequent: a deadline that moved on is looked at when the old one falls due.
    if (wasAway) this.refresh(register);
  }

  setActivity(session: Session, activity: Activity): void {
    const register = this.find(session.community, session.person);
    const open = register?.sessions.find((one) => one.session === session);
    if (!register || !open) return;
    open.activity = activity;
    this.refresh(register);
  }

  choose(register: Register, choice: StatusRecord): void {
    register.choice = choice;
    this.refresh(register);
  }

  /** Looks at sessions, choice, clock and person again. */
  refresh(register: Register): void {
    const { clock, people, onChange } = this.#options;
    const now = clock.now();
    const active = people.resolve(register.community, register.person)?.id === register.person;
    const next = active ? aggregate(register.sessions, register.choice, now) : NEVER_SEEN;
    const atMs = active ? nextChange(register.sessions, register.choice, now) : Number.POSITIVE_INFINITY;
    if (atMs === Number.POSITIVE_INFINITY) this.#deadlines.clear(register);
    else this.#deadlines.set(register, atMs);
    const before = register.presence;
    if (same(before, next)) return;
    register.presence = { ...next, sinceMs: this.#since(register, before, next, now) };
    onChange(register);
  }

  stop(): void {
    this.#deadlines.stop();
  }

  #since(register: Register, before: WholePresence, next: Aggregate, now: number): number {
    if (before.availability === next.availability && before.activity === next.activity) return before.sinceMs;
    const { choice } = register;
    // Being available is never chosen: it is what returning to automatic looks like.
    const chosen = choice?.availability === next.availability && next.availability !== Availability.AVAILABLE;
    const restored = now < this.#options.startedUntilMs && next.activity === Activity.UNSPECIFIED;
    return choice && chosen && restored ? choice.setMs : now;
  }
}

function same(a: Aggregate, b: Aggregate): boolean {
  return (
    a.availability === b.availability &&
    a.activity === b.activity &&
    a.message === b.message &&
    a.untilMs === b.untilMs &&
    a.devices.length === b.devices.length &&
    a.devices.every((kind, index) => kind === b.devices[index])
  );
}
