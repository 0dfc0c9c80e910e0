// What a connection shares with all others of the edge, and what the edge and those who keep sessions know of each other.
import type { FrameBounds } from "@livename/wire";
import type { Budget, Holder } from "../budget.ts";
import type { Clock } from "../clock.ts";
import type { PushSource, Route, Session } from "../feature.ts";
import type { Log } from "../log.ts";
import type { Counts } from "./counts.ts";
import type { Laggards } from "./laggards.ts";
import type { Prices } from "./prices.ts";
import type { Pulse } from "./pulse.ts";
import { Spending } from "./rates.ts";
import type { RefusedHellos } from "./refused-hellos.ts";
import type { Origin } from "./socket.ts";
import type { Strangers } from "./strangers.ts";

/** A connection as its session sees it. */
export interface Link {
  readonly origin: Origin;
  /** Registers wait while it is set. */
  inactive: boolean;
  /** Touches what the three below need; see `Session.fetch`. */
  fetch(): number;
  register(key: string, frame: Uint8Array, source?: PushSource): void;
  entry(frame: Uint8Array, source?: PushSource): void;
  signal(frame: Uint8Array, source?: PushSource): void;
  /** Sends what waits and closes. The session is told that its connection is gone. */
  close(code: number, reason: string): void;
  /** Closes once the command at hand has been answered. */
  leave(code: number, reason: string): void;
}

/** One person's share of the server: what all sessions of the person have spent, and what is held for them. */
export class PersonShare extends Spending implements Holder {
  heldBytes = 0;
}

/** A session as the edge sees it: where its spending stands. */
export interface ConnectedSession extends Session {
  readonly spending: Spending;
  /** Outlives the person's sessions until all is paid and let go. */
  readonly share: PersonShare;
}

export interface EdgeLimits {
  readonly frameBytes: number;
  readonly pingMs: number;
  readonly pongMs: number;
  /** How long a connection may take until its hello is answered. */
  readonly helloMs: number;
  /** How often registers are flushed at most. */
  readonly tickMs: number;
  /** Bytes in the socket beyond which the outbox waits, so that registers are overwritten instead of piled up. */
  readonly stallBytes: number;
  /** Bytes in the outbox of a reader who stalls beyond which the connection is closed as too slow. */
  readonly outboxBytes: number;
  /** Commands and their bytes that may wait behind a hello, or behind a heavy command. */
  readonly queueCommands: number;
  readonly queueBytes: number;
  /** Bytes that go to the socket at once at most, if they are more than one message. */
  readonly portionBytes: number;
  /** Commands of one connection that may be under way. */
  readonly unanswered: number;
}

/** Who keeps the sessions, as the edge sees it. */
export interface SessionHost<Admission = unknown> {
  /** Looks at a hello. Throws or rejects with Refusal when it does not sign anybody in. */
  admit(payload: Uint8Array, origin: Origin): Admission | Promise<Admission>;
  /** The share of the person whom it signs in. */
  shareOf(admission: Admission): PersonShare;
  /** Makes a session of it, or takes one up again. The reply is a HelloReply. */
  enter(admission: Admission, connection: Link): { session: ConnectedSession; reply: Uint8Array };
  /** Its hello has been answered: what is pushed from now on comes behind the reply. */
  begin(session: ConnectedSession): void;
  /** The session's connection is gone, whoever closed it. `silent`: because nothing was heard from it. */
  lost(session: ConnectedSession, connection: Link, silent: boolean): void;
}

/** The edge as one of its connections sees it. */
export interface EdgeShared {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: EdgeLimits;
  readonly bounds: FrameBounds;
  readonly prices: Prices;
  readonly sessions: SessionHost;
  readonly routes: ReadonlyMap<number, Route>;
  readonly pulse: Pulse;
  readonly budget: Budget;
  readonly laggards: Laggards;
  readonly strangers: Strangers;
  readonly counts: Counts;
  readonly refusedHellos: RefusedHellos;
  /** A hello from this address signed nobody in. */
  stranger(ip: string): void;
  /** Spreads what would otherwise happen to all at once: 90 to 100 % of the delay. */
  jitter(delayMs: number): number;
  /** Calls `check` after the delay, and again after what it returns, until that is 0. */
  keepAlive(connection: { check(): number }, delayMs: number): void;
  ended(connection: Link): void;
}
