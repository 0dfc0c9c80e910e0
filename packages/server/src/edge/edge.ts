import { CloseCode, DEFAULT_FRAME_BOUNDS, type FrameBounds } from "@livename/wire";
import type { Clock } from "../clock.ts";
import type { Route } from "../feature.ts";
import type { Log } from "../log.ts";
import { type ConnectedSession, Connection } from "./connection.ts";
import { Counts } from "./counts.ts";
import { Pulse } from "./pulse.ts";
import type { Rates } from "./rates.ts";
import type { Origin, Socket, SocketEvents } from "./socket.ts";
import { TimerWheel } from "./wheel.ts";

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
  /** Commands and their bytes that may wait behind a hello. */
  readonly queueCommands: number;
  readonly queueBytes: number;
  /** Commands of one connection that may be under way. */
  readonly unanswered: number;
}

/** Who keeps the sessions, as the edge sees it. */
export interface SessionHost<Admission = unknown> {
  /** Looks at a hello. @throws Refusal when it does not sign anybody in. */
  admit(payload: Uint8Array, origin: Origin): Promise<Admission>;
  /** Makes a session of it, or takes one up again. The reply is a HelloReply. */
  enter(admission: Admission, connection: Connection): { session: ConnectedSession; reply: Uint8Array };
  /** Its hello has been answered: what is pushed from now on comes behind the reply. */
  begin(session: ConnectedSession): void;
  /** The session's connection is gone, whoever closed it. */
  lost(session: ConnectedSession, connection: Connection): void;
}

export interface EdgeOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: EdgeLimits;
  readonly rates: Rates;
  readonly personRates: Rates;
  readonly sessions: SessionHost;
  readonly routes: ReadonlyMap<number, Route>;
  readonly random?: () => number;
}

const SETTLE_POLL_MS = 10;

/** All connections of this server, and what they share: one pulse, one wheel, one table of routes. */
export class Edge {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: EdgeLimits;
  readonly bounds: FrameBounds;
  readonly rates: Rates;
  readonly personRates: Rates;
  readonly sessions: SessionHost;
  readonly routes: ReadonlyMap<number, Route>;
  readonly pulse: Pulse;
  readonly wheel: TimerWheel<Connection>;
  readonly counts = new Counts();
  readonly #connections = new Set<Connection>();
  readonly #random: () => number;
  readonly #hellos: TimerWheel<Connection>;

  constructor(options: EdgeOptions) {
    this.clock = options.clock;
    this.log = options.log;
    this.limits = options.limits;
    this.bounds = {
      ...DEFAULT_FRAME_BOUNDS,
      frameBytes: options.limits.frameBytes,
      payloadBytes: options.limits.frameBytes,
    };
    this.rates = options.rates;
    this.personRates = options.personRates;
    this.sessions = options.sessions;
    this.routes = options.routes;
    this.#random = options.random ?? Math.random;
    this.pulse = new Pulse(options.clock, options.limits.tickMs);
    this.wheel = new TimerWheel(options.clock, 1_000, 64, (connection) => connection.check());
    this.#hellos = new TimerWheel(options.clock, 1_000, 64, (connection) => connection.checkHello());
  }

  get connections(): ReadonlySet<Connection> {
    return this.#connections;
  }

  /** A new connection; the transport tells what comes in on it. */
  connect(socket: Socket, origin: Origin): SocketEvents {
    const connection = new Connection(this, socket, origin);
    this.#connections.add(connection);
    this.#hellos.add(connection, this.limits.helloMs);
    return connection;
  }

  /** Spreads what would otherwise happen to all at once: 90 to 100 % of the delay. */
  jitter(delayMs: number): number {
    return delayMs * (1 - this.#random() / 10);
  }

  ended(connection: Connection): void {
    this.#connections.delete(connection);
  }

  /** Resolves when no command is under way, or after `patienceMs`. */
  async settled(patienceMs: number): Promise<void> {
    const untilMs = this.clock.now() + patienceMs;
    while (this.clock.now() < untilMs && [...this.#connections].some((connection) => connection.busy)) {
      await new Promise<void>((resolve) => this.clock.after(SETTLE_POLL_MS, resolve));
    }
  }

  closeAll(): void {
    for (const connection of [...this.#connections]) connection.close(CloseCode.SERVER_STOPS, "the server stops");
  }

  stop(): void {
    this.pulse.stop();
    this.wheel.stop();
    this.#hellos.stop();
  }
}
