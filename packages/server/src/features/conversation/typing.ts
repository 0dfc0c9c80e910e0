import type { Session } from "../../kernel/feature.ts";
import type { Clock } from "../../time/clock.ts";
import { Coalesced } from "../../time/coalesce.ts";
import { Deadlines } from "../../time/deadlines.ts";

/** Who types where. */
export interface TypingState {
  readonly community: string;
  readonly conversation: string;
  readonly person: string;
  readonly to: string;
}

const TICK_MS = 50;

interface Kept extends TypingState {
  /** The other heard of it, and shall hear of its end. */
  told: boolean;
}

/** Who hears of it. */
export interface TypingDoor {
  /** Whether the other may notice it now. */
  reaches(state: TypingState): boolean;
  tell(state: TypingState, typing: boolean): void;
}

/**
 * Who is typing. Said again it is told again, since a signal may be lost; not said again it ends by itself, so that
 * nobody types for ever because a page went away.
 */
export class Typing {
  readonly #clock: Clock;
  readonly #expiryMs: number;
  readonly #door: TypingDoor;
  readonly #states = new Map<Session, Map<string, Kept>>();
  readonly #deadlines: Deadlines<Kept>;
  readonly #sessionOf = new Map<Kept, Session>();
  /** Whose state others are to hear of, at the next tick: not while a command is answered, whose time would tell of them. */
  readonly #changed: Coalesced<Kept>;

  constructor(clock: Clock, expiryMs: number, door: TypingDoor) {
    this.#clock = clock;
    this.#expiryMs = expiryMs;
    this.#door = door;
    this.#changed = new Coalesced(clock, TICK_MS, (states) => {
      for (const state of states) this.#publish(state);
    });
    this.#deadlines = new Deadlines(clock, "monotonic", (state) => this.#end(this.#sessionOf.get(state)!, state));
  }

  /** Kept in one way, whether it reaches the other or not: the time of the answer tells neither (V6). */
  start(session: Session, conversation: string, to: string): void {
    let states = this.#states.get(session);
    if (!states) {
      states = new Map();
      this.#states.set(session, states);
    }
    let state = states.get(conversation);
    if (!state) {
      state = { community: session.community, conversation, person: session.person, to, told: false };
      states.set(conversation, state);
      this.#sessionOf.set(state, session);
    }
    this.#deadlines.set(state, this.#clock.monotonic() + this.#expiryMs);
    this.#changed.add(state);
  }

  stop(session: Session, conversation: string): void {
    const state = this.#states.get(session)?.get(conversation);
    if (state) this.#end(session, state);
  }

  stopAll(session: Session): void {
    for (const state of [...(this.#states.get(session)?.values() ?? [])]) this.#end(session, state);
  }

  endWhere(isOver: (state: TypingState) => boolean): void {
    for (const [state, session] of [...this.#sessionOf]) if (isOver(state)) this.#end(session, state);
  }

  close(): void {
    this.#changed.stop();
    this.#deadlines.stop();
  }

  #publish(state: Kept): void {
    const typing = this.#sessionOf.has(state) && this.#door.reaches(state);
    if (!typing && !state.told) return;
    state.told = typing;
    this.#door.tell(state, typing);
  }

  #end(session: Session, state: Kept): void {
    this.#deadlines.clear(state);
    this.#sessionOf.delete(state);
    const states = this.#states.get(session);
    states?.delete(state.conversation);
    if (states?.size === 0) this.#states.delete(session);
    this.#changed.add(state);
  }
}
