// Every option of the server with its default. docs/reference/configuration.md says the same to people; a test holds
// the two together.
import { DEFAULT_LIMITS, type WireLimits } from "@livename/wire";
import type { Clock } from "./clock.ts";
import type { Rates } from "./edge/rates.ts";
import type { EdgeLimits } from "./edge/shared.ts";
import type { JwtAlgorithm } from "./identity/jwt-keys.ts";
import type { Log, LogLevel } from "./log.ts";

export interface ServerOptions {
  /** Folder of everything that is kept, or ":memory:" to keep nothing. */
  readonly data: string;
  /** Address to listen on. @default "127.0.0.1" */
  readonly host?: string;
  /** 0 takes a free one. @default 8080 */
  readonly port?: number;
  /** PEM files. Read again on SIGHUP by the command. @default none: plain HTTP, for loopback or behind a proxy */
  readonly tls?: TlsOptions;
  /** Pages that may use this server besides its own: "https://www.example.com", "https://*.example.com". @default [] */
  readonly origins?: readonly string[];
  /** Addresses or CIDRs whose X-Forwarded-For, -Proto and -Host are believed. @default [] */
  readonly trustedProxies?: readonly string[];
  readonly identity?: IdentityOptions;
  /** Whether pages may show who is on them. @default true */
  readonly places?: boolean;
  /** Signed leave to enter a place. @default none: whoever is signed in may enter */
  readonly placeGrants?: PlaceGrantOptions;
  /** Folder of the built browser modules. @default that of @livename/elements, when installed */
  readonly web?: string;
  /** Folder served at "/". @default none */
  readonly site?: string;
  readonly admin?: AdminOptions;
  readonly limits?: LimitOptions;
  readonly presence?: PresenceOptions;
  /** Level of the server's own log, or a logger of pino's shape. @default "info" */
  readonly log?: LogLevel | Log;
  /** Time as people see it: grace, away, expiry. For tests. @default the system's */
  readonly clock?: Clock;
  /**
   * Time as connections see it: pings, flushes, rates.
   *
   * @internal For tests in which the network keeps the test's time too. @default the system's, whatever `clock` says
   */
  readonly edgeClock?: Clock;
}

export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
}

export interface IdentityOptions {
  /** Tokens signed by a host application. @default none */
  readonly jwt?: JwtOptions;
  /** Header with the address of the person whom a trusted proxy has signed in, such as "x-remote-user". @default none */
  readonly proxyHeader?: string;
  /** People who sign in here by password. @default true */
  readonly password?: boolean;
  /** Anybody on this machine is whoever they say. Refused unless the listener is loopback. @default false */
  readonly demo?: boolean;
}

export interface JwtOptions {
  /** The only `iss` accepted. */
  readonly issuer: string;
  /** What `aud` must be or contain. */
  readonly audience: string;
  readonly algorithms: readonly JwtAlgorithm[];
  /** Files with public keys or certificates in PEM, JSON Web Keys, or HS256 secrets. */
  readonly keys: readonly string[];
  /** The claim that names the person by address or id. @default "sub" */
  readonly claim?: string;
}

export interface PlaceGrantOptions {
  /** File with the HS256 secret that the host application signs with. */
  readonly key: string;
  /** Whether a place is entered with a grant only; otherwise one that is given must be good. @default true */
  readonly demanded?: boolean;
  /** The only `iss` accepted. @default any */
  readonly issuer?: string;
  /** What `aud` must be or contain. @default any */
  readonly audience?: string;
}

export interface AdminOptions {
  /** Port on 127.0.0.1 of /metrics and /healthz. 0 takes a free one. @default none */
  readonly port?: number;
}

export interface PresenceOptions {
  /** How long a person stays as they were after the connection broke. @default 15000 */
  readonly graceMs?: number;
  /** The same after the page said goodbye. @default 10000 */
  readonly leaveGraceMs?: number;
  /** How long without input on any device until a person is away. @default 300000 */
  readonly awayAfterMs?: number;
  /** How long after a change a watcher is told of no other one, but that the person came; 0 for at once. @default 2000 */
  readonly dampMs?: number;
}

export interface LimitOptions extends Partial<WireLimits> {
  /** How long a connection may take until its hello is answered. @default 10000 */
  readonly helloMs?: number;
  /** How often presence is flushed to a client at most. @default 20 */
  readonly tickMs?: number;
  /** Bytes that may wait for a client that reads too slowly. @default 1048576 */
  readonly outboxBytes?: number;
  /** A graceful stop asks clients to come back spread over this time. @default 5000 */
  readonly comeBackWithinMs?: number;
  /** Connections from one address; 0 for any number. @default 0 */
  readonly connectionsPerIp?: number;
  /** Sessions of one person, on all devices, those in their grace included. @default 200 */
  readonly sessionsPerPerson?: number;
  /** Sign-ins by password from one address, and for one person, a minute. @default 10 */
  readonly signInsPerMinute?: number;
  /** Commands of one session: { perSecond, burst } for read, write, signal. A person has four times as much. */
  readonly rates?: Partial<Rates>;
}

/** How many sessions' worth of commands one person has. */
const PERSON_FACTOR = 4;

export const DEFAULT_RATES: Rates = {
  read: { perSecond: 50, burst: 300 },
  write: { perSecond: 20, burst: 100 },
  signal: { perSecond: 20, burst: 60 },
  refusals: { perSecond: 10, burst: 300 },
};

export interface ResolvedOptions {
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly tls: TlsOptions | undefined;
  readonly origins: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly identity: {
    readonly jwt: JwtOptions | undefined;
    readonly proxyHeader: string | undefined;
    readonly password: boolean;
    readonly demo: boolean;
  };
  readonly places: boolean;
  readonly placeGrants: PlaceGrantOptions | undefined;
  readonly web: string | undefined;
  readonly site: string | undefined;
  readonly adminPort: number | undefined;
  /** As told to clients. */
  readonly wire: WireLimits;
  readonly edge: EdgeLimits;
  readonly rates: Rates;
  readonly personRates: Rates;
  readonly connectionsPerIp: number;
  readonly sessionsPerPerson: number;
  readonly signInsPerMinute: number;
  readonly presence: Required<PresenceOptions>;
  readonly comeBackWithinMs: number;
  readonly log: LogLevel | Log;
}

/** The options with their defaults. They have been checked: `checkOptions`. */
export function withDefaults(options: ServerOptions): ResolvedOptions {
  const limits = options.limits ?? {};
  const wire = pickWire(limits);
  const rates = { ...DEFAULT_RATES, ...limits.rates };
  return {
    data: options.data,
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 8080,
    tls: options.tls,
    origins: options.origins ?? [],
    trustedProxies: options.trustedProxies ?? [],
    identity: {
      jwt: options.identity?.jwt,
      proxyHeader: options.identity?.proxyHeader?.toLowerCase(),
      password: options.identity?.password ?? true,
      demo: options.identity?.demo ?? false,
    },
    places: options.places ?? true,
    placeGrants: options.placeGrants,
    web: options.web,
    site: options.site,
    adminPort: options.admin?.port,
    wire,
    edge: {
      frameBytes: wire.frameBytes,
      pingMs: wire.pingMs,
      pongMs: wire.pongMs,
      helloMs: limits.helloMs ?? 10_000,
      tickMs: limits.tickMs ?? 20,
      stallBytes: 65_536,
      outboxBytes: limits.outboxBytes ?? 1_048_576,
      queueCommands: 256,
      queueBytes: 262_144,
      unanswered: 1_024,
    },
    rates,
    personRates: times(rates, PERSON_FACTOR),
    connectionsPerIp: limits.connectionsPerIp ?? 0,
    sessionsPerPerson: limits.sessionsPerPerson ?? 200,
    signInsPerMinute: limits.signInsPerMinute ?? 10,
    presence: {
      graceMs: options.presence?.graceMs ?? 15_000,
      leaveGraceMs: options.presence?.leaveGraceMs ?? 10_000,
      awayAfterMs: options.presence?.awayAfterMs ?? 300_000,
      dampMs: options.presence?.dampMs ?? 2_000,
    },
    comeBackWithinMs: limits.comeBackWithinMs ?? 5_000,
    log: options.log ?? "info",
  };
}

function pickWire(limits: LimitOptions): WireLimits {
  const names = Object.keys(DEFAULT_LIMITS) as (keyof WireLimits)[];
  return Object.fromEntries(names.map((name) => [name, limits[name] ?? DEFAULT_LIMITS[name]])) as unknown as WireLimits;
}

function times(rates: Rates, factor: number): Rates {
  const entries = Object.entries(rates).map(([kind, { perSecond, burst }]) => [
    kind,
    { perSecond: perSecond * factor, burst: burst * factor },
  ]);
  return Object.fromEntries(entries) as Rates;
}
