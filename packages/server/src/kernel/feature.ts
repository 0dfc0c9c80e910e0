// The whole interface between the edge and the features.

import type { DeviceKind } from "@livename/wire/session";
import type { Holder } from "./budget.ts";
import type { Cost } from "./cost.ts";

/** A session of a signed-in person's client. It outlives its connection by the grace period. */
export interface Session {
  readonly id: string;
  readonly community: string;
  /** The person's immutable id. */
  readonly person: string;
  /** Groups the sessions of one device; never empty. */
  readonly device: string;
  readonly deviceKind: DeviceKind;
  /** The client reports input. Only such a session can become away through inactivity. */
  readonly marksInput: boolean;
  /** Permissions from the sign-in token beyond those of every person, such as "activity:set". */
  readonly scopes: readonly string[];
  /** The application that the sign-in token names, if it names one. */
  readonly application: string | undefined;
  /** Accounts for the memory held for the person; shared by all the person's sessions. See budget.ts. */
  readonly share: Holder;
  /** The session has a connection. Without one, pushes are dropped; the client asks again when it reconnects. */
  readonly attached: boolean;
  /** Does not count for the person's presence. Only sessions inside the server can be unseen. */
  readonly unseen?: boolean;

  /** Reads the fields that a push needs, to prefetch them: see prefetch.ts. The result has no meaning. */
  fetch?(): number;

  // Pass `source` if a command can begin to follow it: its pushes then wait for that command's reply (F15).

  /** Pushes a register: overwrites an unsent frame with the same key. `frame` is an encoded ServerFrame. */
  pushRegister(key: string, frame: Uint8Array, source?: PushSource): void;
  /** Pushes a log entry: kept in order. If the outbox overflows, the connection is closed and the client reads again. */
  pushEntry(frame: Uint8Array, source?: PushSource): void;
  /** Pushes a signal, which may be lost without harm. */
  pushSignal(frame: Uint8Array, source?: PushSource): void;
}

/** A source of pushes that sessions can follow. */
export interface PushSource {
  /** Its pushes report stored data: a continuity token of the store follows them (S20). */
  readonly kept?: boolean;
  /** The session's connection is gone, and with it the subscription. The client follows again on its next connection. */
  ended(session: Session): void;
}

/** Why a session ended. */
export type SessionEnd = "signed-out" | "left" | "lost" | "replaced" | "deactivated" | "expired" | "server-stop";

export interface CommandContext {
  /** The idempotency key that the client gave the mutation; empty when none was sent. */
  readonly key: string;
  /** The request's bytes. A repeated key must come with the same request. */
  readonly payload: Uint8Array;
  /** The client's estimate of the server's time when it sent the command; 0 or absent if unknown. */
  readonly timeMs?: number;
  /** The connection of the command is gone: nobody waits for the reply. */
  readonly gone: boolean;
  /**
   * Makes the command begin to follow `source`. Pushes of the source wait until the command has been answered (F15),
   * and the source's `ended` is called when the connection is gone.
   *
   * @throws Refusal UNAVAILABLE when the connection is gone already.
   */
  follow(source: PushSource): void;
}

/** How a method is answered. Made by `route` in ./route.ts. */
export interface Route {
  readonly method: number;
  /** The method's name, such as "presence_watch", also in metrics. */
  readonly name: string;
  readonly cost: Cost;
  handle(session: Session, payload: Uint8Array, context: CommandContext): Uint8Array | Promise<Uint8Array>;
}

/** Code that runs around a method's commands, whoever sends them. Made by `before` and `after` in ./hooks.ts. */
export interface Hook {
  readonly method: number;
  /** The method's name. */
  readonly name: string;
  /**
   * Runs before the feature gets the command. Returns a payload that replaces the request's, or undefined to keep it.
   *
   * @throws Refusal to refuse the command.
   */
  before?(session: Session, payload: Uint8Array, key: string): Uint8Array | undefined | Promise<Uint8Array | undefined>;
  /** Runs after the reply to a command that was not refused. */
  after?(session: Session, payload: Uint8Array, key: string, reply: Uint8Array): void | Promise<void>;
}

/** A metric, read each time the metrics page is requested. */
export interface Metric {
  /** The name after the prefix "livename_", such as "watches". */
  readonly name: string;
  readonly help: string;
  value(): number;
}

/**
 * A feature as the edge sees it. `route` in ./route.ts makes typed routes.
 *
 * The life cycle of a session: opened → (detached → resumed)* → closed. What a client follows ends with its connection:
 * the client follows again when it reconnects (see `CommandContext.follow`). What others see of the person ends with
 * `closed`.
 */
export interface Feature {
  readonly name: string;
  /** Switched off by the administrator: hello does not list it, and its commands are refused with FEATURE_OFF. */
  readonly off?: boolean;
  readonly routes: readonly Route[];
  /** Hooks around methods, also those of other features. */
  readonly hooks?: readonly Hook[];
  opened?(session: Session): void;
  /** The session lost its connection. Unless a new one comes within the grace period, `closed` follows. */
  detached?(session: Session): void;
  resumed?(session: Session): void;
  closed?(session: Session, end: SessionEnd): void;
  /**
   * Whether, as far as this feature knows, everybody may notice that the person is here. If any feature returns false,
   * the timing of the person's actions must show in nothing that others see (S11). @default yes
   */
  seenByAll?(community: string, person: string): boolean;
  /** The person used the session's device `idleMs` ago. */
  input?(session: Session, idleMs: number): void;
  /** Metrics of the present state. */
  readonly gauges?: readonly Metric[];
  /** Counts since the start; the names end in "_total". */
  readonly counters?: readonly Metric[];
  /** Stops timers and writes pending changes. */
  stop?(): void | Promise<void>;
}
