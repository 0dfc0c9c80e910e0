import { Activity } from "@livename/wire/presence";
import type { Session } from "../../kernel/feature.ts";
import type { NumberedPeople } from "../../people/people.ts";
import { type Aggregate, GONE, OFFLINE, type WholePresence } from "../../people/whole-presence.ts";
import type { Clock } from "../../time/clock.ts";
import { Deadlines } from "../../time/deadlines.ts";
import { shownTime } from "../../time/shown-time.ts";
import { aggregate, nextEnd, type SaidActivity, type SessionFacts } from "./aggregate.ts";
import type { Shown } from "./encoded-view.ts";
import type { StatusRecord } from "./storage/contract.ts";

interface OpenSession extends SessionFacts {
  readonly session: Session;
  activity: Activity;
  away: boolean;
  /** When it becomes away unless its device is used before, by the monotonic clock; Infinity when it marks no input. */
  awayFromMs: number;
}

interface ServiceActivity extends SaidActivity {
  /** The service's session, with which it ends. */
  readonly by: Session;
}

/** One person's presence. */
export interface Register extends Shown {
  readonly community: string;
  readonly person: string;
  /** The person's number, when it was asked for by it; else -1. */
  number: number;
  sessions: OpenSession[];
  /** What services say that the person is doing; absent while none does. */
  said: ServiceActivity[] | undefined;
  choice: StatusRecord | undefined;
  /** There was a session since the server began. */
  came: boolean;
  /** See `ViewOf.plain`; undefined when it is to be asked. */
  plain: boolean | undefined;
  /** The tick at which its watchers are looked at again; Infinity for none. */
  reviewTick: number;
  /** Its number among the watched ones; -1 while nobody watches. */
  watchSlot: number;
}

export interface RegistersOptions {
  readonly clock: Clock;
  readonly people: NumberedPeople;
  readonly awayAfterMs: number;
  readonly onChange: (register: Register, before: WholePresence) => void;
}

const NEVER = Number.POSITIVE_INFINITY;
const NOTHING_SAID: readonly ServiceActivity[] = [];

/** The presence of everybody: sessions, choices and the clock go in, changed registers come out. */
export class Registers {
  readonly #options: RegistersOptions;
  readonly #communities = new Map<string, Map<string, Register>>();
  /** By community and the person's number, those that were asked for so. */
  readonly #numbered = new Map<string, Array<Register | undefined>>();
  readonly #seenMs: () => number;
  /** When somebody becomes away. */
  readonly #idle: Deadlines<Register>;
  /** When what was chosen or said ends. */
  readonly #ends: Deadlines<Register>;
  /** People about whom a session says what they are doing. */
  readonly #saidBy = new Map<Session, Set<Register>>();

  constructor(options: RegistersOptions) {
    this.#options = options;
    this.#seenMs = shownTime(options.clock);
    this.#idle = new Deadlines(options.clock, "monotonic", (register) => this.refresh(register));
    this.#ends = new Deadlines(options.clock, "wall", (register) => this.refresh(register));
  }

  find(community: string, person: string): Register | undefined {
    return this.#communities.get(community)?.get(person);
  }

  /** The person's register, made when there is none. */
  obtain(community: string, person: string): Register {
    const known = this.find(community, person);
    if (known) return known;
    const register: Register = {
      community,
      person,
      number: -1,
      sessions: [],
      said: undefined,
      choice: undefined,
      came: false,
      presence: GONE,
      seen: undefined,
      plain: undefined,
      reviewTick: Number.POSITIVE_INFINITY,
      watchSlot: -1,
    };
    const registers = this.#communities.get(community);
    if (registers) registers.set(person, register);
    else this.#communities.set(community, new Map([[person, register]]));
    return register;
  }

  /** The same by the person's number. */
  numbered(community: string, number: number): Register {
    let registers = this.#numbered.get(community);
    if (!registers) {
      registers = [];
      this.#numbered.set(community, registers);
    }
    const known = registers[number];
    // Compared, not looked into: whoever asks for many fetches them together.
    if (known !== undefined) return known;
    const register = this.obtain(community, this.#options.people.at(community, number)!.id);
    register.number = number;
    registers[number] = register;
    return register;
  }

  /** Forgets a register that says no more than its absence would. Who was here may still be setting a status. */
  release(register: Register): void {
    if (register.came || register.choice || register.said || register.watchSlot >= 0) return;
    this.#idle.clear(register);
    this.#ends.clear(register);
    this.#communities.get(register.community)?.delete(register.person);
    if (register.number >= 0) this.#numbered.get(register.community)![register.number] = undefined;
  }

  open(session: Session): void {
    const register = this.obtain(session.community, session.person);
    if (register.sessions.some((one) => one.session === session)) return;
    register.came = true;
    const awayFromMs = this.#options.clock.monotonic() + this.#options.awayAfterMs;
    const open: OpenSession = {
      session,
      kind: session.deviceKind,
      activity: Activity.UNSPECIFIED,
      away: false,
      awayFromMs: session.marksInput ? awayFromMs : NEVER,
    };
    // Nearly everybody has one. A list that is pushed to has room for seventeen at once.
    register.sessions = register.sessions.concat(open);
    used(register, session.device, awayFromMs);
    this.refresh(register);
  }

  close(session: Session): void {
    for (const register of this.#saidBy.get(session) ?? []) this.#unsay(register, session);
    this.#saidBy.delete(session);
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
    const now = this.#options.clock.monotonic();
    const wasAway = open.awayFromMs <= now;
    used(register, session.device, now - idleMs + this.#options.awayAfterMs);
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

  /**
   * A service says what the person is doing, in place of what it said before; it is forgotten with the service's session
   * `by`, or at `untilMs` (0 for no such time). UNSPECIFIED withdraws it.
   */
  setServiceActivity(community: string, person: string, by: Session, activity: Activity, untilMs: number): void {
    const register = this.obtain(community, person);
    const said = register.said?.filter((other) => other.by !== by) ?? [];
    let about = this.#saidBy.get(by);
    if (activity === Activity.UNSPECIFIED) {
      about?.delete(register);
      if (about?.size === 0) this.#saidBy.delete(by);
    } else {
      said.push({ by, activity, untilMs: untilMs || Number.POSITIVE_INFINITY });
      if (!about) {
        about = new Set();
        this.#saidBy.set(by, about);
      }
      about.add(register);
    }
    register.said = said.length > 0 ? said : undefined;
    this.refresh(register);
    this.release(register);
  }

  /** About how many people the session says what they are doing. */
  saidBy(session: Session): number {
    return this.#saidBy.get(session)?.size ?? 0;
  }

  /** Whether the session says what the person is doing. */
  says(session: Session, person: string): boolean {
    const register = this.find(session.community, person);
    return register !== undefined && (this.#saidBy.get(session)?.has(register) ?? false);
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
    const { sessions, choice, said = NOTHING_SAID } = register;
    const awayMs = lookAtInput(sessions, clock.monotonic());
    const next = active ? aggregate(sessions, choice, now, said) : OFFLINE;
    setOrClear(this.#idle, register, active ? awayMs : NEVER);
    setOrClear(this.#ends, register, active ? nextEnd(choice, now, said) : NEVER);
    const before = register.presence;
    if (same(before, next)) return;
    const seenMs = this.#seenMs();
    const cameMs = before === GONE ? seenMs : before.cameMs;
    // Never when it was chosen: before a restart that may have been while the person hid from somebody (V7).
    const unchanged = before.availability === next.availability && before.activity === next.activity;
    register.presence = next === OFFLINE ? GONE : { ...next, sinceMs: unchanged ? before.sinceMs : seenMs, cameMs };
    onChange(register, before);
  }

  stop(): void {
    this.#idle.stop();
    this.#ends.stop();
  }

  #unsay(register: Register, by: Session): void {
    const said = register.said?.filter((other) => other.by !== by);
    register.said = said?.length ? said : undefined;
    this.refresh(register);
    this.release(register);
  }
}

/** The device was used: no session of it is away before that moment (P5). One that marks no input never is. */
function used(register: Register, device: string, awayFromMs: number): void {
  for (const open of register.sessions)
    if (open.session.device === device) open.awayFromMs = Math.max(open.awayFromMs, awayFromMs);
}

/** Says of each session whether it is away; returns when the last one becomes so, Infinity for never. */
function lookAtInput(sessions: readonly OpenSession[], now: number): number {
  let lastMs = 0;
  for (const session of sessions) {
    session.away = session.awayFromMs <= now;
    lastMs = Math.max(lastMs, session.awayFromMs);
  }
  return lastMs > now ? lastMs : NEVER;
}

function setOrClear(deadlines: Deadlines<Register>, register: Register, atMs: number): void {
  if (atMs === NEVER) deadlines.clear(register);
  else deadlines.set(register, atMs);
}

function same(a: Aggregate, b: Aggregate): boolean {
  return (
    a === b ||
    (a.availability === b.availability &&
      a.activity === b.activity &&
      a.message === b.message &&
      a.untilMs === b.untilMs &&
      a.devices.length === b.devices.length &&
      a.devices.every((kind, index) => kind === b.devices[index]))
  );
}
