// Generated from the schema by `npm run options`. Do not edit.
import type { Rates } from "../edge/rates.ts";
import type { Manifest } from "../house/manifest.ts";
import type { JwtAlgorithm } from "../identity/jwt-keys.ts";
import type { Log, LogLevel } from "../process/log.ts";
import type { Clock } from "../time/clock.ts";

export interface ServerOptions {
  /** Folder of everything that is kept; `":memory:"` keeps nothing. */
  readonly data: string;
  /**
   * File by which a start notices that the data folder went back in time, outside of the folder (what that means).
   *
   * @default the data folder's name with `.mark` behind it
   */
  readonly mark?: string;
  /** Address to listen on; `"0.0.0.0"` or `"::"` for all. @default "127.0.0.1" */
  readonly host?: string;
  /** Port to listen on; 0 takes a free one. @default 8080 */
  readonly port?: number;
  readonly tls?: TlsOptions;
  /**
   * This server as browsers call it, where a proxy stands in front: `"https://im.example.com"`. Demanded with `identity.proxyHeader`; pages of every other name are then in `origins` or refused (SPEC W16).
   *
   * @default by each request's `Host`
   */
  readonly publicOrigin?: string;
  /**
   * Pages that may use this server besides its own (SPEC W2): `"https://www.example.com"`, `"https://*.example.com"`, `"http://localhost:*"`.
   *
   * @default []
   */
  readonly origins?: readonly string[];
  /** Addresses or ranges whose `X-Forwarded-For` and `-Proto` are believed. @default [] */
  readonly trustedProxies?: readonly string[];
  readonly identity?: IdentityOptions;
  /** Whether pages may show who is on them. @default true */
  readonly places?: boolean;
  readonly placeGrants?: PlaceGrantOptions;
  /** Folder of the built browser modules. @default found beside the command */
  readonly web?: string;
  /** Folder of pages served at `/`. @default none */
  readonly site?: string;
  readonly admin?: AdminOptions;
  readonly limits?: LimitOptions;
  readonly presence?: PresenceOptions;
  /** Features of your own, in code only (a feature of your own). @default [] */
  readonly features?: readonly Manifest[];
  /**
   * Level of the server's own log: `"debug"`, `"info"`, `"warn"`, `"error"`, `"silent"`; in code also a logger of pino's shape.
   *
   * @default "info"
   */
  readonly log?: LogLevel | Log;
  /** Time as people see it: grace, away, expiry. For tests. @default the system's */
  readonly clock?: Clock;
  /**
   * Time as connections see it: pings, flushes, rates. For tests in which the network keeps the test's time too.
   *
   * @default the system's
   * @internal
   */
  readonly edgeClock?: Clock;
}

export interface TlsOptions {
  /** PEM file with the certificate and those between it and its root. Without `tls` plain HTTP, for loopback or behind a proxy. */
  readonly cert: string;
  /** PEM file with the private key. */
  readonly key: string;
}

export interface IdentityOptions {
  readonly jwt?: JwtOptions;
  /**
   * Header with the address of the person whom a trusted proxy has signed in, such as `x-remote-user`.
   *
   * @default none
   */
  readonly proxyHeader?: string;
  /**
   * The header may hold what this application calls the person, such as a user's name: an alias (`livename people alias`).
   *
   * @default none
   */
  readonly proxyApplication?: string;
  /** The page `/sign-in` for people with a password. @default true */
  readonly password?: boolean;
  /**
   * Anybody on this machine is whoever they say; refused unless `host` is loopback and no proxy is trusted.
   *
   * @default false
   */
  readonly demo?: boolean;
}

export interface JwtOptions {
  /** The only `iss` accepted in tokens that a host application signs. */
  readonly issuer: string;
  /** What `aud` must be or contain. */
  readonly audience: string;
  /** Of HS256, ES256, RS256, EdDSA. */
  readonly algorithms: readonly JwtAlgorithm[];
  /** Files with public keys or certificates in PEM, JSON Web Keys, or HS256 secrets. */
  readonly keys: readonly string[];
  /** The claim that names the person, by address or id. @default "sub" */
  readonly claim?: string;
  /**
   * The claim may hold what this application calls the person, such as a user's name: an alias (`livename people alias`).
   *
   * @default none
   */
  readonly application?: string;
}

export interface PlaceGrantOptions {
  /** File with an HS256 secret: the application that knows it signs who may enter which place (places). */
  readonly key: string;
  /** Whether a place is entered with a grant only; if `false`, one that is given must be good. @default true */
  readonly demanded?: boolean;
  /** What the grant's `iss` must be. @default any */
  readonly issuer?: string;
  /** What the grant's `aud` must be or contain. @default any */
  readonly audience?: string;
}

export interface AdminOptions {
  /** Port on 127.0.0.1 of `/metrics` and `/healthz`; 0 takes a free one. @default none */
  readonly port?: number;
}

export interface LimitOptions {
  /** Bytes of one message from a client; 16384 to 16777216. @default 65536 */
  readonly frameBytes?: number;
  /** People in one command; 1 or more. @default 1000 */
  readonly watchBatch?: number;
  /** People that one session watches; 1 or more. @default 5000 */
  readonly watches?: number;
  /** Characters of a message; 1 or more. @default 8000 */
  readonly textChars?: number;
  /** Characters of a status message; 1 or more. @default 200 */
  readonly statusChars?: number;
  /** Messages in one page of history; 1 to 1000. @default 100 */
  readonly historyPage?: number;
  /** Places that one session is in; 1 or more. @default 20 */
  readonly places?: number;
  /** Entries of one contact list. @default 5000 */
  readonly contacts?: number;
  /**
   * People and groups in all lists of a person's privacy together, in one list of exceptions or of readers.
   *
   * @default 1000
   */
  readonly subjects?: number;
  /** Rules of alerts that one person has. @default 200 */
  readonly alerts?: number;
  /** Bytes of one attribute's value. @default 16384 */
  readonly attributeBytes?: number;
  /** How often the server pings; 5000 to 60000. @default 25000 */
  readonly pingMs?: number;
  /** How long it waits for an answer; shorter than `pingMs`; 1000 to 59000. @default 8000 */
  readonly pongMs?: number;
  /** How long a connection may take until its hello is answered; 1000 to 60000. @default 10000 */
  readonly helloMs?: number;
  /** How often presence is flushed to a client at most; 1 to 1000. @default 20 */
  readonly tickMs?: number;
  /** Bytes that may wait for a client that reads too slowly; `frameBytes` at least. @default 1048576 */
  readonly outboxBytes?: number;
  /** A graceful stop asks clients to come back spread over this time; 0 to 600000. @default 5000 */
  readonly comeBackWithinMs?: number;
  /** Connections from one address, of IPv6 from one /64; 0 for any number. @default 0 */
  readonly connectionsPerIp?: number;
  /** Sessions of one person on all devices, those in their grace included; 1 or more. @default 200 */
  readonly sessionsPerPerson?: number;
  /**
   * Attempts to sign in by password from one address; one network has four times as many, a person twice as many (SPEC W15); 1 or more.
   *
   * @default 10
   */
  readonly signInsPerMinute?: number;
  /**
   * Commands of one session: `{ perSecond, burst }` for `read`, `write`, `signal`, `hello` and `refusals`. A person has four times as much.
   *
   * @default see below
   */
  readonly rates?: Partial<Rates>;
}

export interface PresenceOptions {
  /**
   * How long a person stays as they were after the connection broke; longer while many come back at once (SPEC S11); 0 to 3600000.
   *
   * @default 15000
   */
  readonly graceMs?: number;
  /** The same after the page said goodbye; 0 to 3600000. @default 10000 */
  readonly leaveGraceMs?: number;
  /**
   * How long without input on any device until a person is away; clients report input once a minute (SPEC S16); 120000 to 86400000.
   *
   * @default 300000
   */
  readonly awayAfterMs?: number;
  /**
   * How long after a change a watcher is told of no other one, but that the person came; `0` for at once; 0 to 60000.
   *
   * @default 2000
   */
  readonly dampMs?: number;
}
