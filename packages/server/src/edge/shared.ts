// What a connection shares with all others of the edge.
import type { FrameBounds } from "@livename/wire";
import type { Budget } from "../kernel/budget.ts";
import type { Dispatcher } from "../kernel/dispatcher.ts";
import type { Log } from "../process/log.ts";
import type { Clock } from "../time/clock.ts";
import type { Counts } from "./counts.ts";
import type { Laggards } from "./laggards.ts";
import type { Prices } from "./prices.ts";
import type { Pulse } from "./pulse.ts";
import type { RefusedHellos } from "./refused-hellos.ts";
import type { Link, SessionHost } from "./session-host.ts";
import type { Strangers } from "./strangers.ts";
import type { Tokens } from "./tokens.ts";

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

/** The edge as one of its connections sees it. */
export interface EdgeShared {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: EdgeLimits;
  readonly bounds: FrameBounds;
  readonly prices: Prices;
  readonly sessions: SessionHost;
  readonly dispatcher: Dispatcher;
  readonly pulse: Pulse;
  readonly budget: Budget;
  readonly laggards: Laggards;
  readonly strangers: Strangers;
  readonly tokens: Tokens;
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
