import type { AttributeInit, AttributeTargetInit } from "@livename/wire/attribute";
import { attributeChanged } from "@livename/wire/handlers";
import { Availability } from "@livename/wire/presence";
import type { PushSource, Session } from "../../kernel/feature.ts";
import { push } from "../../kernel/push.ts";
import type { Memberships } from "../../people/subjects.ts";
import type { Clock } from "../../time/clock.ts";
import { nextTick, Ticker, type Turn } from "../../time/ticker.ts";
import type { Awareness } from "../presence/index.ts";
import { announced, type Held, NAMES_SHOWN, type Target } from "./target.ts";

/** Between two changes that one watcher is sent of one target, for each begun 4 KiB of the first. */
const PACE_MS = 1_000;
const PACE_BYTES = 4_096;

/** A setter as one watcher was told of it. */
interface Setter {
  seen: boolean;
  readonly end: () => void;
}

/** One session that follows one target. */
export interface Edge {
  readonly session: Session;
  readonly target: Target;
  /** Undefined for all. */
  names: ReadonlySet<string> | undefined;
  /** What was sent, by name: its version, and whose it is. */
  readonly sent: Map<string, Pick<Held, "version" | "setter">>;
  readonly setters: Map<string, Setter>;
  /** When it may be sent the next change, and when it is to be looked at; 0 for not at all. */
  nextMs: number;
  dueMs: number;
}

export interface EdgesOptions {
  readonly clock: Clock;
  readonly awareness: Pick<Awareness, "see" | "observe">;
  readonly groups: Memberships;
  readonly tickMs: number;
  /** Whose pushes these are. */
  readonly source: PushSource;
}

/**
 * Sends each watcher what it may see of each target, and nothing else moves a byte or a moment of it: a person's
 * attributes come and go with the person, as presence tells the watcher, and each pair of watcher and target has a
 * pace of its own.
 */
export class Edges {
  readonly #options: EdgesOptions;
  readonly #due = new Set<Edge>();
  readonly #turn: Turn;

  constructor(options: EdgesOptions) {
    this.#options = options;
    this.#turn = Ticker.of(options.clock).join((nowMs) => this.#tick(nowMs));
  }

  /** What the session sees now; changes of it are pushed from here on. */
  begin(session: Session, target: Target, names: ReadonlySet<string> | undefined): Edge {
    return { session, target, names, sent: new Map(), setters: new Map(), nextMs: 0, dueMs: 0 };
  }

  /** The whole of what the edge shows, which counts as sent. */
  answer(edge: Edge): AttributeInit[] {
    this.#watchSetters(edge);
    edge.sent.clear();
    const shown = [...this.#shown(edge)];
    for (const held of shown) edge.sent.set(held.name, held);
    return shown.map((held) => announced(held));
  }

  end(edge: Edge): void {
    this.#due.delete(edge);
    for (const { end } of edge.setters.values()) end();
    edge.setters.clear();
  }

  /** Something that the edge may show has changed. */
  mark(edge: Edge): void {
    if (edge.dueMs > 0) return;
    const { clock, tickMs } = this.#options;
    edge.dueMs = nextTick(Math.max(clock.monotonic(), edge.nextMs - 1), tickMs);
    this.#due.add(edge);
    this.#turn.at(edge.dueMs);
  }

  /** Whether nothing of the target can be seen, whatever it has: the person is not there for the viewer. */
  isUnseen(session: Session, target: Target): boolean {
    return target.kind === "person" && !this.#sees(session, target, target.id);
  }

  /** What the viewer may see of one name now, whether it follows or not. */
  look(session: Session, target: Target, name: string): Held | undefined {
    return this.#newest(session, target.all(name), (setter) => this.#sees(session, target, setter));
  }

  stop(): void {
    this.#turn.leave();
  }

  #tick(nowMs: number): void {
    const due = [...this.#due].filter((edge) => edge.dueMs <= nowMs);
    due.sort((a, b) => (a.target.id < b.target.id ? -1 : a.target.id > b.target.id ? 1 : 0));
    const frames = new Map<string, Uint8Array>();
    for (const edge of due) {
      this.#due.delete(edge);
      edge.dueMs = 0;
      this.#send(edge, nowMs, frames);
    }
    for (const { dueMs } of this.#due) this.#turn.at(dueMs);
  }

  #send(edge: Edge, nowMs: number, frames: Map<string, Uint8Array>): void {
    this.#watchSetters(edge);
    const { session, target, sent } = edge;
    const shown = new Map([...this.#shown(edge)].map((held) => [held.name, held]));
    const names = [...new Set([...sent.keys(), ...shown.keys()])].sort();
    let bytes = 0;
    let between = false;
    for (const name of names) {
      const before = sent.get(name);
      const held = shown.get(name);
      if (before && this.#isBetween(edge, before.setter)) {
        between = true;
        continue;
      }
      if (held) sent.set(name, held);
      else sent.delete(name);
      if (before?.version === held?.version) continue;
      const frame = frameOf(frames, target, name, held);
      bytes += frame.length;
      session.pushRegister(`attribute/${target.kind}/${target.id}/${name}`, frame, this.#options.source);
    }
    if (bytes > 0) edge.nextMs = nowMs + PACE_MS * Math.ceil(bytes / PACE_BYTES);
    if (between) this.mark(edge);
  }

  /** Gone, but the watcher still sees them for a moment: until it is told, nothing of theirs moves, as it would not for whoever hides. */
  #isBetween({ session, target, setters }: Edge, setter: string): boolean {
    return (setters.get(setter)?.seen ?? false) && !this.#sees(session, target, setter);
  }

  *#shown({ session, target, names, setters }: Edge): Iterable<Held> {
    const sees = new Map<string, boolean>();
    for (const [setter, { seen }] of setters) sees.set(setter, seen && this.#sees(session, target, setter));
    let count = 0;
    for (const name of names ?? target.names()) {
      const held = this.#newest(session, target.all(name), (setter) => sees.get(setter) ?? false);
      if (held) yield held;
      // Only what is seen counts, so that nothing else moves what is shown.
      if (held && ++count === NAMES_SHOWN) return;
    }
  }

  #newest(session: Session, values: readonly Held[], sees: (setter: string) => boolean): Held | undefined {
    const { community, person } = session;
    return values.findLast(
      ({ setter, readers }) =>
        sees(setter) && (!readers || setter === person || readers.has(this.#options.groups, community, person)),
    );
  }

  /** The watcher sees a person's attributes as it sees the person, whether there are any or not. */
  #watchSetters(edge: Edge): void {
    const { session, target, setters } = edge;
    const wanted = target.kind === "person" ? new Set([target.id]) : target.setters();
    // Whose attribute was sent is followed until it is taken back.
    for (const { setter } of edge.sent.values()) wanted.add(setter);
    for (const [person, { end }] of setters)
      if (!wanted.has(person)) {
        end();
        setters.delete(person);
      }
    for (const person of wanted) {
      if (setters.has(person)) continue;
      const setter: Setter = {
        seen: this.#sees(session, target, person),
        end:
          person === session.person
            ? () => undefined
            : this.#options.awareness.observe(
                session,
                person,
                ({ availability }) => {
                  const seen = isThere(availability);
                  if (setter.seen === seen) return;
                  setter.seen = seen;
                  this.mark(edge);
                },
                // What the watcher was answered knew nothing of whoever was not back yet.
                true,
              ),
      };
      setters.set(person, setter);
    }
  }

  #sees(session: Session, { community }: Target, person: string): boolean {
    if (session.person === person) return true;
    return session.community === community && isThere(this.#options.awareness.see(session, person).availability);
  }
}

function isThere(availability: Availability | undefined): boolean {
  return (
    availability !== undefined && availability !== Availability.UNSPECIFIED && availability !== Availability.OFFLINE
  );
}

/** Watchers who see the same are sent the same bytes. */
function frameOf(frames: Map<string, Uint8Array>, target: Target, name: string, held: Held | undefined): Uint8Array {
  const key = `${target.kind}/${target.id}/${name}/${held?.version ?? 0}`;
  let frame = frames.get(key);
  if (!frame) {
    const attributes = [held ? announced(held) : { name }];
    frame = push(attributeChanged, { target: wireTarget(target), attributes });
    frames.set(key, frame);
  }
  return frame;
}

export function wireTarget({ kind, id }: Target): AttributeTargetInit {
  return kind === "person" ? { person: id } : { place: id };
}
