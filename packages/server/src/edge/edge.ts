import { CloseCode, DEFAULT_FRAME_BOUNDS, type FrameBounds } from "@livename/wire";
import type { Budget } from "../kernel/budget.ts";
import type { Dispatcher } from "../kernel/dispatcher.ts";
import type { Log } from "../process/log.ts";
import type { Clock } from "../time/clock.ts";
import { TimerWheel } from "../time/wheel.ts";
import { Connection } from "./connection.ts";
import { Counts } from "./counts.ts";
import { FailedHellos } from "./failed-hellos.ts";
import { Prices } from "./prices.ts";
import { Pulse } from "./pulse.ts";
import type { Rate, Rates } from "./rates.ts";
import type { Link, SessionHost } from "./session-host.ts";
import type { EdgeLimits, EdgeShared } from "./shared.ts";
import { SignInLog } from "./sign-in-log.ts";
import { SlowReaders } from "./slow-readers.ts";
import type { Origin, Socket, SocketEvents } from "./socket.ts";
import { TimeTeller } from "./time-teller.ts";
import { type TokenSource, Tokens } from "./tokens.ts";

export interface EdgeOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: EdgeLimits;
  readonly rates: Rates;
  readonly personRates: Rates;
  readonly budget: Budget;
  readonly sessions: SessionHost;
  readonly dispatcher: Dispatcher;
  /** Absent for a store in memory. */
  readonly evidence?: TokenSource | undefined;
  readonly random?: () => number;
}

const SETTLE_POLL_MS = 10;

/** Failed hellos from one address. The rate is high, because the address may be that of an undeclared proxy. */
const FAILED_HELLOS: Rate = { perSecond: 50, burst: 1_000 };
const WARN_MS = 60_000;

/** Short slots spread the pings of clients that signed in together: one second's pings at once would block the loop for tens of milliseconds. */
const SLOT_MS = 250;
const SLOTS = 256;

/** All connections of this server, and what they share. */
export class Edge implements EdgeShared {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: EdgeLimits;
  readonly bounds: FrameBounds;
  readonly prices: Prices;
  readonly budget: Budget;
  readonly slowReaders: SlowReaders;
  readonly failedHellos: FailedHellos;
  readonly sessions: SessionHost;
  readonly dispatcher: Dispatcher;
  readonly pulse: Pulse;
  readonly tokens: Tokens;
  readonly #wheel: TimerWheel<{ check(): number }>;
  readonly counts = new Counts();
  readonly signInLog = new SignInLog();
  readonly #connections = new Set<Connection>();
  readonly #random: () => number;
  readonly #hellos: TimerWheel<Connection>;
  readonly #teller: TimeTeller;
  #warnedMs = Number.NEGATIVE_INFINITY;

  constructor(options: EdgeOptions) {
    this.clock = options.clock;
    this.log = options.log;
    this.limits = options.limits;
    this.bounds = {
      ...DEFAULT_FRAME_BOUNDS,
      frameBytes: options.limits.frameBytes,
      payloadBytes: options.limits.frameBytes,
    };
    this.prices = new Prices(options.clock, options.rates, options.personRates);
    this.budget = options.budget;
    this.slowReaders = new SlowReaders(options.clock, options.limits.tickMs, options.budget, options.limits.stallBytes);
    this.failedHellos = new FailedHellos(options.clock, FAILED_HELLOS);
    this.sessions = options.sessions;
    this.dispatcher = options.dispatcher;
    this.#random = options.random ?? Math.random;
    this.pulse = new Pulse(options.clock, options.limits.tickMs);
    this.tokens = new Tokens(options.clock, options.evidence);
    this.#wheel = new TimerWheel(options.clock, SLOT_MS, SLOTS, (connection) => connection.check());
    this.#teller = new TimeTeller(options.clock, this.#connections);
    this.#hellos = new TimerWheel(options.clock, SLOT_MS, SLOTS, (connection) => connection.checkHello());
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  /** Adds a connection. The transport reports incoming messages to the returned object. */
  connect(socket: Socket, origin: Origin): SocketEvents {
    const connection = new Connection(this, socket, origin);
    this.#connections.add(connection);
    this.#hellos.add(connection, this.limits.helloMs);
    return connection;
  }

  jitter(delayMs: number): number {
    return delayMs * (1 - this.#random() / 10);
  }

  keepAlive(connection: { check(): number }, delayMs: number): void {
    this.#wheel.add(connection, delayMs);
    this.#teller.look((teller, lookMs) => this.#wheel.add(teller, lookMs));
  }

  helloFailed(ip: string): void {
    if (!this.failedHellos.count(ip) || this.clock.monotonic() < this.#warnedMs + WARN_MS) return;
    this.#warnedMs = this.clock.monotonic();
    this.log.warn({ ip }, "too many failed sign-ins from one address; if it is a proxy, name it in trustedProxies");
  }

  ended(connection: Link): void {
    this.#connections.delete(connection as Connection);
  }

  /** Resolves when no command is pending, or after `patienceMs`. */
  async settled(patienceMs: number): Promise<void> {
    for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += SETTLE_POLL_MS) {
      if (![...this.#connections].some((connection) => connection.busy)) return;
      await new Promise<void>((resolve) => this.clock.after(SETTLE_POLL_MS, resolve));
    }
  }

  closeAll(): void {
    for (const connection of [...this.#connections]) connection.close(CloseCode.SERVER_STOPS, "the server stops");
  }

  stop(): void {
    this.pulse.stop();
    this.slowReaders.stop();
    this.tokens.stop();
    this.#teller.stop();
    this.#wheel.stop();
    this.#hellos.stop();
  }
}
