import type { Clock } from "../clock.ts";
import { Deadlines } from "../deadlines.ts";
import type { Session } from "../feature.ts";

/** Told for each: who types where. */
export interface TypingState {
  readonly community: string;
  readonly conversation: string;
  readonly person: string;
  readonly to: string;
}

/**
 * Who is typing. Said again it is told again, since a signal may be lost; not said again it ends by itself, so that
 * nobody types for ever because a page went away.
 */
export class Typing {
  readonly #clock: Clock;
  readonly #expiryMs: number;
  readonly #tell: (state: TypingState, typing: boolean) => void;
  readonly #states = new Map<Session, Map<string, TypingState>>();
  readonly #deadlines: Deadlines<TypingState>;
  readonly #sessionOf = new Map<TypingState, Session>();

  constructor(clock: Clock, expiryMs: number, tell: (state: TypingState, typing: boolean) => void) {
    this.#clock = clock;
    this.#expiryMs = expiryMs;
    this.#tell = tell;
    this.#deadlines = new Deadlines(clock, (state) => this.#end(this.#sessionOf.get(state)!, state));
  }

  start(session: Session, conversation: string, to: string): void {
    let states = this.#states.get(session);
    if (!states) {
      states = new Map();
      this.#states.set(session, states);
    }
    let state = states.get(conversation);
    if (!state) {
      state = { community: session.community, conversation, person: session.person, to };
      states.set(conversation, state);
      this.#sessionOf.set(state, session);
    }
    this.#deadlines.set(state, this.#clock.now() + this.#expiryMs);
    this.#tell(state, true);
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
    this.#deadlines.stop();
  }

  #end(session: Session, state: TypingState): void {
    this.#deadlines.clear(state);
    this.#sessionOf.delete(state);
    const states = this.#states.get(session);
    states?.delete(state.conversation);
    if (states?.size === 0) this.#states.delete(session);
    this.#tell(state, false);
  }
}
