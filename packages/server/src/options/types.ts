// Generated from the schema by `npm run options`. Do not edit.
import type { Rates } from "../edge/rates.ts";
import type { Manifest } from "../house/manifest.ts";
import type { JwtAlgorithm } from "../identity/jwt-keys.ts";
import type { Log, LogLevel } from "../process/log.ts";
import type { Clock } from "../time/clock.ts";

export interface ServerOptions {
  /** Folder of all stored data; `":memory:"` stores nothing on disk. */
  readonly data: string;
  /**
   * File outside the data folder that shows at a start when the data went back in time (what that means).
   *
   * @default the data folder's name followed by `.mark`
   */
  readonly mark?: string;
  /** Address to listen on; `"0.0.0.0"` or `"::"` for all. @default "127.0.0.1" */
  readonly host?: string;
  /** Port to listen on; 0 takes a free one. @default 8080 */
  readonly port?: number;
  readonly tls?: TlsOptions;
  /**
   * The origin of this server as browsers see it, if a proxy is in front: `"https://im.example.com"`. Required with `identity.proxyHeader`. Pages of every other origin must then be in `origins` (SPEC W16).
   *
   * @default from each request's `Host`
   */
  readonly publicOrigin?: string;
  /**
   * Origins of pages that may use this server, besides its own (SPEC W2): `"https://www.example.com"`, `"https://*.example.com"`, `"http://localhost:*"`.
   *
   * @default []
   */
  readonly origins?: readonly string[];
  /** Addresses or ranges whose `X-Forwarded-For` and `-Proto` headers are trusted. @default [] */
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
   * Header in which a trusted proxy sends the address of the signed-in person, such as `x-remote-user`.
   *
   * @default none
   */
  readonly proxyHeader?: string;
  /**
   * An application whose aliases (`livename people alias`), such as user names, the header may contain.
   *
   * @default none
   */
  readonly proxyApplication?: string;
  /** The page `/sign-in` for people with a password. @default true */
  readonly password?: boolean;
  /**
   * Anybody on this machine can sign in as anybody; refused unless `host` is loopback and no proxy is trusted.
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
   * An application whose aliases (`livename people alias`), such as user names, the claim may contain.
   *
   * @default none
   */
  readonly application?: string;
}

export interface PlaceGrantOptions {
  /** File with an HS256 secret. The application that knows it signs grants to enter places (places). */
  readonly key: string;
  /**
   * Whether entering a place requires a grant; if `false`, a grant that is given must still be valid.
   *
   * @default true
   */
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
  /** Maximum bytes of one message from a client; 16384 to 16777216. @default 65536 */
  readonly frameBytes?: number;
  /** Maximum number of people in one command; 1 or more. @default 1000 */
  readonly watchBatch?: number;
  /** Maximum number of people that one session watches; 1 or more. @default 5000 */
  readonly watches?: number;
  /** Maximum characters of a message; 1 or more. @default 8000 */
  readonly textChars?: number;
  /** Maximum characters of a status message; 1 or more. @default 200 */
  readonly statusChars?: number;
  /** Messages in one page of history; 1 to 1000. @default 100 */
  readonly historyPage?: number;
  /** Places that one session may be in; 1 or more. @default 20 */
  readonly places?: number;
  /** Maximum number of entries in one contact list. @default 5000 */
  readonly contacts?: number;
  /**
   * Maximum number of people and groups in all privacy lists of a person together, and in one list of exceptions or readers.
   *
   * @default 1000
   */
  readonly subjects?: number;
  /** Maximum number of alert rules of one person. @default 200 */
  readonly alerts?: number;
  /** Maximum bytes of one attribute's value. @default 16384 */
  readonly attributeBytes?: number;
  /** How often the server pings; 5000 to 60000. @default 25000 */
  readonly pingMs?: number;
  /** How long the server waits for the answer to a ping; shorter than `pingMs`; 1000 to 59000. @default 8000 */
  readonly pongMs?: number;
  /** Maximum time from opening a connection to the answer to its hello; 1000 to 60000. @default 10000 */
  readonly helloMs?: number;
  /** Minimum time between two flushes of presence to a client; 1 to 1000. @default 20 */
  readonly tickMs?: number;
  /** Maximum bytes queued for a client that reads too slowly; at least `frameBytes`. @default 1048576 */
  readonly outboxBytes?: number;
  /** After a graceful stop, clients reconnect spread over this time; 0 to 600000. @default 5000 */
  readonly comeBackWithinMs?: number;
  /** Maximum connections from one address, for IPv6 from one /64; 0 for no limit. @default 0 */
  readonly connectionsPerIp?: number;
  /** Maximum sessions of one person on all devices, including sessions in their grace; 1 or more. @default 200 */
  readonly sessionsPerPerson?: number;
  /**
   * Attempts to sign in by password from one address; a network has four times as many, a person twice as many (SPEC W15); 1 or more.
   *
   * @default 10
   */
  readonly signInsPerMinute?: number;
  /**
   * Rate limits of one session: `{ perSecond, burst }` for `read`, `write`, `signal`, `hello` and `refusals`. A person may send four times as much.
   *
   * @default see below
   */
  readonly rates?: Partial<Rates>;
}

export interface PresenceOptions {
  /**
   * How long a person's presence stays the same after a lost connection; longer while many clients reconnect at once (SPEC S11); 0 to 3600000.
   *
   * @default 15000
   */
  readonly graceMs?: number;
  /** The same after the client said that it leaves; 0 to 3600000. @default 10000 */
  readonly leaveGraceMs?: number;
  /**
   * Time without input on any device until a person is away; clients report input once a minute (SPEC S16); 120000 to 86400000.
   *
   * @default 300000
   */
  readonly awayAfterMs?: number;
  /**
   * Minimum time between two changes of a person that a watcher is sent, except when the person comes online; `0` for no delay; 0 to 60000.
   *
   * @default 2000
   */
  readonly dampMs?: number;
}
