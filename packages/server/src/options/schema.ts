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
    "An application whose aliases (`livename people alias`), such as user names, the claim may contain",
  ).optional(),
});

const IDENTITY = group("IdentityOptions", {
  jwt: JWT.optional(),
  proxyHeader: text(
    "the name of a header",
    "Header in which a trusted proxy sends the address of the signed-in person, such as `x-remote-user`",
  )
    .toLowerCase()
    .optional(),
  proxyApplication: application(
    "An application whose aliases (`livename people alias`), such as user names, the header may contain",
  ).optional(),
  password: toggle("The page `/sign-in` for people with a password").default(true),
  demo: toggle(
    "Anybody on this machine can sign in as anybody; refused unless `host` is loopback and no proxy is trusted",
    { flag: {} },
  ).default(false),
});

const PLACE_GRANTS = group("PlaceGrantOptions", {
  key: file(
    "File with an HS256 secret. The application that knows it signs grants to enter places ([places](../guides/places.md))",
  ),
  demanded: toggle(
    "Whether entering a place requires a grant; if `false`, a grant that is given must still be valid",
  ).default(true),
  issuer: text("who signs the grants", "What the grant's `iss` must be", { unset: "any" }).optional(),
  audience: text("what the grants are for", "What the grant's `aud` must be or contain", { unset: "any" }).optional(),
});

const ADMIN = group("AdminOptions", {
  port: port("Port on 127.0.0.1 of `/metrics` and `/healthz`; 0 takes a free one").optional(),
});

export const OPTIONS = group("ServerOptions", {
  data: path(
    'the folder to keep everything in, such as "./data"',
    'Folder of all stored data; `":memory:"` stores nothing on disk',
    { unset: '`"data"` by the command', flag: { short: "d" } },
  ),
  mark: path(
    'the name of a file, such as "/var/lib/livename-mark/mark"',
    "File outside the data folder that shows at a start when the data went back in time ([what that means](../guides/backup.md#going-back-in-time))",
    { unset: "the data folder's name followed by `.mark`", flag: {} },
  ).optional(),
  host: text("an address or a name", 'Address to listen on; `"0.0.0.0"` or `"::"` for all', { flag: {} })
    .check(unless((host) => (isHost(host) ? undefined : "give an address or a name")))
    .default("127.0.0.1"),
  port: port("Port to listen on; 0 takes a free one", { flag: { short: "p" } }).default(8080),
  tls: TLS.optional(),
  publicOrigin: text(
    'this server as browsers call it, such as "https://im.example.com"',
    'The origin of this server as browsers see it, if a proxy is in front: `"https://im.example.com"`. Required with `identity.proxyHeader`. Pages of every other origin must then be in `origins` (SPEC W16)',
    { unset: "from each request's `Host`" },
  )
    .check(unless(publicOriginProblem))
    .optional(),
  origins: list(
    '["https://www.example.com"]',
    'Origins of pages that may use this server, besides its own (SPEC W2): `"https://www.example.com"`, `"https://*.example.com"`, `"http://localhost:*"`',
    (origins) => problem(() => new Origins(origins)),
    { flag: { name: "allow-origin" } },
  ).default([]),
  trustedProxies: list(
    '["127.0.0.1"]',
    "Addresses or ranges whose `X-Forwarded-For` and `-Proto` headers are trusted",
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
