// What a client makes of the frames that it gets, and whether they are as few and as seldom as they may be.
import { decode, readServerFrame } from "@livename/wire";
import { presenceChanged, presenceGroupChanged } from "@livename/wire/calls";
import { Availability, type Presence, type PresenceEntry } from "@livename/wire/presence";
import type { DeviceKind } from "@livename/wire/session";
import type { HeldPush } from "../../../src/edge/follows.ts";
import { TestSession } from "../test-session.ts";
import { OFFLINE, type Seen, same } from "./truth.ts";

const DAMP_MS = 2_000;

/** A session that remembers when it was pushed what. */
export class TimedSession extends TestSession {
  readonly #clock: { now(): number };
  readonly pushed: Array<{ readonly frame: Uint8Array; readonly atMs: number }> = [];

  constructor(clock: { now(): number }, person: string, kind: DeviceKind) {
    super(person, { kind, marksInput: false });
    this.#clock = clock;
  }

  protected override received({ frame }: HeldPush): void {
    this.pushed.push({ frame, atMs: this.#clock.now() });
  }
}

/** One session as its client sees the world. */
export class Client {
  readonly session: TimedSession;
  readonly held = new Map<string, Seen>();
  readonly versions = new Map<string, number>();
  readonly groups = new Map<string, { version: number; members: Set<string> }>();
  readonly #pushedMs = new Map<string, number>();

  constructor(session: TimedSession) {
    this.session = session;
  }

  answered(person: string, version: number, presence: Presence | undefined): void {
    if (!presence) return;
    this.held.set(person, seenOf(presence));
    this.versions.set(person, version);
  }

  /** Watches the person no more; what was held may be named again. */
  ended(person: string): void {
    this.#pushedMs.delete(person);
  }

  /** The connection is lost: what was pushed on it says nothing about the next one. */
  lost(): void {
    this.#pushedMs.clear();
    this.groups.clear();
  }

  /** Takes in what was pushed up to now. @throws when a push was not needed, or came too soon. */
  read(): void {
    for (const { frame, atMs } of this.session.pushed.splice(0)) {
      for (const { method, payload } of readServerFrame(frame)) {
        if (method === presenceChanged.method) {
          for (const entry of decode(presenceChanged.read, payload).entries) this.#changed(entry, atMs);
        } else if (method === presenceGroupChanged.method) {
          const { group, base, version, entered, left, presences } = decode(presenceGroupChanged.read, payload);
          const known = this.groups.get(group);
          if (!known) continue;
          if (known.version !== base)
            throw new Error(`${group} is at ${known.version}, and the difference builds on ${base}`);
          known.version = version;
          for (const person of left) known.members.delete(person);
          for (const { person } of entered) known.members.add(person);
          for (const entry of presences) this.answered(entry.person, entry.version, entry.presence);
        }
      }
    }
  }

  #changed({ person, version, presence }: PresenceEntry, atMs: number): void {
    const before = this.held.get(person);
    if (!before) throw new Error(`${person} was pushed and is not watched`);
    const now = seenOf(presence!);
    if (same(before, now)) throw new Error(`${person} was pushed and is what was held: ${JSON.stringify(now)}`);
    const pushed = this.#pushedMs.get(person);
    if (pushed !== undefined && atMs - pushed < DAMP_MS && before.availability !== Availability.OFFLINE)
      throw new Error(`${person} was pushed twice within ${atMs - pushed} ms`);
    this.#pushedMs.set(person, atMs);
    this.held.set(person, now);
    this.versions.set(person, version);
  }
}

function seenOf({ availability, activity, message, sinceMs, untilMs, devices }: Presence): Seen {
  if (availability === Availability.OFFLINE && (message || sinceMs || untilMs || activity || devices.length > 0))
    throw new Error(`Somebody offline says more: ${JSON.stringify({ message, sinceMs, untilMs, activity, devices })}`);
  return availability === Availability.OFFLINE
    ? OFFLINE
    : { availability, activity, message, sinceMs, untilMs, devices: [...devices] };
}
