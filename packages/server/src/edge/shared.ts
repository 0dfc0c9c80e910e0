// What all connections of the edge share.
import type { FrameBounds } from "@livename/wire";
import type { Budget } from "../kernel/budget.ts";
import type { Dispatcher } from "../kernel/dispatcher.ts";
import type { Log } from "../process/log.ts";
import type { Clock } from "../time/clock.ts";
import type { Counts } from "./counts.ts";
import type { FailedHellos } from "./failed-hellos.ts";
import type { Prices } from "./prices.ts";
import type { Pulse } from "./pulse.ts";
import type { Link, SessionHost } from "./session-host.ts";
import type { SignInLog } from "./sign-in-log.ts";
import type { SlowReaders } from "./slow-readers.ts";
import type { Tokens } from "./tokens.ts";

export interface EdgeLimits {
  readonly frameBytes: number;
  readonly pingMs: number;
  readonly pongMs: number;
  /** How long a connection may take until its hello is answered. */
  readonly helloMs: number;
  /** The interval at which registers are flushed. */
  readonly tickMs: number;
  /** With more unsent bytes in the socket, frames wait in the outbox, where registers overwrite older values. */
  readonly stallBytes: number;
  /** With more bytes in the outbox of a stalled client, the connection is closed as too slow. */
  readonly outboxBytes: number;
  /** How many commands, and bytes of them, may wait behind hello or behind a heavy command. */
  readonly queueCommands: number;
  readonly queueBytes: number;
  /** Most bytes written to the socket in one flush; a larger single frame is written whole. */
  readonly portionBytes: number;
  /** How many commands of one connection may be pending. */
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
  readonly slowReaders: SlowReaders;
  readonly failedHellos: FailedHellos;
  readonly tokens: Tokens;
  readonly counts: Counts;
  readonly signInLog: SignInLog;
  /** Counts a hello from this address that failed to sign anybody in. */
  helloFailed(ip: string): void;
  /** Returns 90 to 100 % of the delay at random, so that timers of many connections spread out. */
  jitter(delayMs: number): number;
  /** Calls `check` after the delay, then again after each delay that it returns, until it returns 0. */
  keepAlive(connection: { check(): number }, delayMs: number): void;
  ended(connection: Link): void;
}
