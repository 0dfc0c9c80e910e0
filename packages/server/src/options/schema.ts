// Every option of the server: one entry each. From here follow the types (types.ts), the defaults, `livename check`,
// the environment variables, the flags and docs/reference/configuration.md. After a change: npm run options.
import { isIP } from "node:net";
import type { z } from "zod";
import type { Manifest } from "../house/manifest.ts";
import { Origins } from "../http/origins.ts";
import { blockListOf } from "../http/peer.ts";
import { JWT_ALGORITHMS } from "../identity/jwt-keys.ts";
import { LOG_LEVELS, type Log, type LogLevel } from "../process/log.ts";
import type { Clock } from "../time/clock.ts";
import {
  application,
  code,
  file,
  files,
  folder,
  group,
  list,
  listOf,
  path,
  port,
  text,
  toggle,
  unless,
} from "./kinds.ts";
import { LIMITS, PRESENCE } from "./limits.ts";

const clock = (about: string, internal = false) =>
  code<Clock>(
    (value) => hasMethods(value, "now", "monotonic", "after"),
    "an object with now, monotonic and after, in code only",
    "Clock",
    about,
    {
      unset: "the system's",
      internal,
    },
  ).optional();

const TLS = group("TlsOptions", {
  cert: file(
    "PEM file with the certificate and those between it and its root. Without `tls` plain HTTP, for loopback or behind a proxy",
  ),
  key: file("PEM file with the private key"),
});

const JWT = group("JwtOptions", {
  issuer: text(
    "who signs the tokens, as in their iss claim",
    "The only `iss` accepted in tokens that a host application signs",
  ),
  audience: text("what the tokens are for, as in their aud claim", "What `aud` must be or contain"),
  algorithms: listOf(JWT_ALGORITHMS, `Of ${JWT_ALGORITHMS.join(", ")}`, { type: "readonly JwtAlgorithm[]" }),
  keys: files("Files with public keys or certificates in PEM, JSON Web Keys, or HS256 secrets"),
  claim: text("the name of a claim", "The claim that names the person, by address or id").default("sub"),
  application: application(
    "The claim may hold what this application calls the person, such as a user's name: an alias (`livename people alias`)",
  ).optional(),
});

const IDENTITY = group("IdentityOptions", {
  jwt: JWT.optional(),
  proxyHeader: text(
    "the name of a header",
    "Header with the address of the person whom a trusted proxy has signed in, such as `x-remote-user`",
  )
    .toLowerCase()
    .optional(),
  proxyApplication: application(
    "The header may hold what this application calls the person, such as a user's name: an alias (`livename people alias`)",
  ).optional(),
  password: toggle("The page `/sign-in` for people with a password").default(true),
  demo: toggle(
    "Anybody on this machine is whoever they say; refused unless `host` is loopback and no proxy is trusted",
    { flag: {} },
  ).default(false),
});

const PLACE_GRANTS = group("PlaceGrantOptions", {
  key: file(
    "File with an HS256 secret: the application that knows it signs who may enter which place ([places](../guides/places.md))",
  ),
  demanded: toggle("Whether a place is entered with a grant only; if `false`, one that is given must be good").default(
    true,
  ),
  issuer: text("who signs the grants", "What the grant's `iss` must be", { unset: "any" }).optional(),
  audience: text("what the grants are for", "What the grant's `aud` must be or contain", { unset: "any" }).optional(),
});

const ADMIN = group("AdminOptions", {
  port: port("Port on 127.0.0.1 of `/metrics` and `/healthz`; 0 takes a free one").optional(),
});

export const OPTIONS = group("ServerOptions", {
  data: path(
    'the folder to keep everything in, such as "./data"',
    'Folder of everything that is kept; `":memory:"` keeps nothing',
    { unset: '`"data"` by the command', flag: { short: "d" } },
  ),
  mark: path(
    'the name of a file, such as "/var/lib/livename-mark/mark"',
    "File by which a start notices that the data folder went back in time, outside of the folder ([what that means](../guides/backup.md#going-back-in-time))",
    { unset: "the data folder's name with `.mark` behind it", flag: {} },
  ).optional(),
  host: text("an address or a name", 'Address to listen on; `"0.0.0.0"` or `"::"` for all', { flag: {} })
    .check(unless((host) => (isHost(host) ? undefined : "give an address or a name")))
    .default("127.0.0.1"),
  port: port("Port to listen on; 0 takes a free one", { flag: { short: "p" } }).default(8080),
  tls: TLS.optional(),
  publicOrigin: text(
    'this server as browsers call it, such as "https://im.example.com"',
    'This server as browsers call it, where a proxy stands in front: `"https://im.example.com"`. Demanded with `identity.proxyHeader`; pages of every other name are then in `origins` or refused (SPEC W16)',
    { unset: "by each request's `Host`" },
  )
    .check(unless(publicOriginProblem))
    .optional(),
  origins: list(
    '["https://www.example.com"]',
    'Pages that may use this server besides its own (SPEC W2): `"https://www.example.com"`, `"https://*.example.com"`, `"http://localhost:*"`',
    (origins) => problem(() => new Origins(origins)),
    { flag: { name: "allow-origin" } },
  ).default([]),
  trustedProxies: list(
    '["127.0.0.1"]',
    "Addresses or ranges whose `X-Forwarded-For` and `-Proto` are believed",
    (ranges) => problem(() => blockListOf(ranges)),
  ).default([]),
  identity: IDENTITY.prefault({}),
  places: toggle("Whether pages may show who is on them").default(true),
  placeGrants: PLACE_GRANTS.optional(),
  web: folder("Folder of the built browser modules", { unset: "found beside the command" }).optional(),
  site: folder("Folder of pages served at `/`", { flag: {} }).optional(),
  admin: ADMIN.prefault({}),
  limits: LIMITS.prefault({}),
  presence: PRESENCE.prefault({}),
  features: code<readonly Manifest[]>(
    (value) => Array.isArray(value) && value.every((one) => hasMethods(one, "open")),
    "a list of what defineFeature makes",
    "readonly Manifest[]",
    "Features of your own, in code only ([a feature of your own](../guides/feature.md))",
  ).default([]),
  log: code<LogLevel | Log>(
    isLog,
    `one of ${LOG_LEVELS.join(", ")}`,
    "LogLevel | Log",
    "Level of the server's own log: " +
      `${LOG_LEVELS.map((level) => `\`"${level}"\``).join(", ")}; in code also a logger of pino's shape`,
    { kind: "text" },
  ).default("info"),
  clock: clock("Time as people see it: grace, away, expiry. For tests"),
  edgeClock: clock(
    "Time as connections see it: pings, flushes, rates. For tests in which the network keeps the test's time too",
    true,
  ),
});

/** All options, with defaults. */
export type CompleteOptions = z.output<typeof OPTIONS>;

function isLog(value: unknown): boolean {
  return LOG_LEVELS.some((level) => level === value) || hasMethods(value, "debug", "info", "warn", "error");
}

function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === "function")
  );
}

function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[a-z0-9.-]+$/i.test(host);
}

function publicOriginProblem(origin: string): string | undefined {
  const right = URL.canParse(origin) ? new URL(origin).origin : "null";
  const good = /^https?:/.test(right) && !right.includes("*");
  if (good && right === origin) return undefined;
  const instead = good ? right : "https://im.example.com";
  return `write scheme, name and port as browsers do, without a path: "${instead}"`;
}

/** The message of what is thrown. */
function problem(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
