// What the edge and the features know of each other: nothing but this page.

import type { DeviceKind } from "@livename/wire/session";
import type { Holder } from "./budget.ts";
import type { Cost } from "./cost.ts";

/** A client of a signed-in person. It outlives its connection by the grace time. */
export interface Session {
  readonly id: string;
  readonly community: string;
  /** The person's immutable id. */
  readonly person: string;
  /** Groups the sessions of one device; never empty. */
  readonly device: string;
  readonly deviceKind: DeviceKind;
  /** The client reports input; only such a session can become away by itself. */
  readonly marksInput: boolean;
  /** What the sign-in may do beyond being a person, such as "activity:set"; as its token says. */
  readonly scopes: readonly string[];
  /** Which application's token it is, where that says so. */
  readonly application: string | undefined;
  /** What is held in memory for the person; the same for all sessions of the person. See budget.ts. */
  readonly share: Holder;
  /** A connection is attached: pushes reach it. Without one they are dropped, the client asks again. */
  readonly attached: boolean;
  /** Nobody else notices it: the person is not there because of it. Only sessions inside the server are so. */
  readonly unseen?: boolean;

  /** Touches what a push needs, for those who push to many: see fetch-ahead.ts. What it returns has no meaning. */
  fetch?(): number;
  // Name the source where a command begins to follow it: its pushes then wait for the command's answer (F15).

  /** A register: overwrites an unsent frame of the same key. `frame` is an encoded ServerFrame. */
  pushRegister(key: string, frame: Uint8Array, source?: PushSource): void;
  /** An entry of a log: kept in order; past the outbox's bound the client is told to read again. */
  pushEntry(frame: Uint8Array, source?: PushSource): void;
  /** May be lost without harm. */
  pushSignal(frame: Uint8Array, source?: PushSource): void;
}

/** Whoever tells sessions of what they follow. */
export interface PushSource {
  /** What it tells of is kept in the store: the client gets a token of that behind it (S20). */
  readonly kept?: boolean;
  /** The connection on which the session followed it is gone. The client names again what it follows on the next. */
  ended(session: Session): void;
}

/** How a session ended, for those who show it to others. */
export type SessionEnd = "signed-out" | "left" | "lost" | "replaced" | "deactivated" | "expired" | "server-stop";

export interface CommandContext {
  /** The client-made key of the mutation; empty when none was sent. */
  readonly key: string;
  /** The request as it was sent: a key that comes again must come with the same. */
  readonly payload: Uint8Array;
  /** What the client took the server's time to be when it sent this; 0 or absent when it did not say. */
  readonly timeMs?: number;
  /** The connection that the command came on is gone: nobody waits for the answer. */
  readonly gone: boolean;
  /**
   * The command begins to follow what `source` tells of: from now on pushes of that source wait until the command has
   * been answered (F15), and the source hears when the connection is gone.
   *
   * @throws Refusal UNAVAILABLE when it is gone already.
   */
  follow(source: PushSource): void;
}

/** One method as it is answered: `route` in ./route.ts makes them. */
export interface Route {
  readonly method: number;
  /** Of the method, such as "presence_watch": metrics call it so. */
  readonly name: string;
  readonly cost: Cost;
  handle(session: Session, payload: Uint8Array, context: CommandContext): Uint8Array | Promise<Uint8Array>;
}

/** What is done around a method's commands, whoever sends them: `before` and `after` in ./hooks.ts make these. */
export interface Hook {
  readonly method: number;
  /** Of the method. */
  readonly name: string;
  /**
   * Before the feature sees the command. Returns the payload that takes the place of the request's, or undefined.
   *
   * @throws Refusal, with which the command is then answered.
   */
  before?(session: Session, payload: Uint8Array, key: string): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Behind the answer of a command that was not refused. */
  after?(session: Session, payload: Uint8Array, key: string, reply: Uint8Array): void | Promise<void>;
}

/** A number for the metrics page, read when somebody looks. */
export interface Metric {
  /** After "livename_": "watches". */
  readonly name: string;
  readonly help: string;
  value(): number;
}

/**
 * A feature as the edge sees it. `route` in ./route.ts makes typed routes.
 * The life of a session: opened → (detached → resumed)* → closed. What a client follows ends with its
 * connection, since it names it again when it comes back (see `CommandContext.follow`); what others see of the person ends with `closed`.
 */
export interface Feature {
  readonly name: string;
  /** Switched off by the administrator: hello does not list it, and its commands are refused with FEATURE_OFF. */
  readonly off?: boolean;
  readonly routes: readonly Route[];
  /** What it does around other features' methods. */
  readonly hooks?: readonly Hook[];
  opened?(session: Session): void;
  /** `leaving`: the page said so; the grace is shorter. */
  detached?(session: Session): void;
  resumed?(session: Session): void;
  closed?(session: Session, end: SessionEnd): void;
  /**
   * Whether everybody may notice, as far as this feature knows, that the person is here. Nothing that others see follows
   * the person's moments when one feature says no (S11). @default yes
   */
  seenByAll?(community: string, person: string): boolean;
  /** The person used the session's device `idleMs` ago. */
  input?(session: Session, idleMs: number): void;
  /** What there is of it now. */
  readonly gauges?: readonly Metric[];
  /** What happened since the start; the name ends in "_total". */
  readonly counters?: readonly Metric[];
  /** Stops timers and writes what is pending. */
  stop?(): void | Promise<void>;
}
