import { DEFAULT_LIMITS } from "@livename/server/internal";
import { CommandError } from "./command.ts";
import { type Config, readConfig } from "./config-file.ts";

type Kind = "text" | "number" | "switch" | "list" | "json";

/** What the environment may set, by the option's path in the configuration. */
export const ENVIRONMENT_OPTIONS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["data", "text"],
  ["host", "text"],
  ["port", "number"],
  ["tls.cert", "text"],
  ["tls.key", "text"],
  ["origins", "list"],
  ["trustedProxies", "list"],
  ["identity.jwt.issuer", "text"],
  ["identity.jwt.audience", "text"],
  ["identity.jwt.algorithms", "list"],
  ["identity.jwt.keys", "list"],
  ["identity.jwt.claim", "text"],
  ["identity.proxyHeader", "text"],
  ["identity.password", "switch"],
  ["identity.demo", "switch"],
  ["places", "switch"],
  ["placeGrants.key", "text"],
  ["placeGrants.demanded", "switch"],
  ["placeGrants.issuer", "text"],
  ["placeGrants.audience", "text"],
  ["web", "text"],
  ["site", "text"],
  ["admin.port", "number"],
  ...["graceMs", "leaveGraceMs", "awayAfterMs", "dampMs"].map((name) => [`presence.${name}`, "number"] as const),
  ...Object.keys(DEFAULT_LIMITS).map((name) => [`limits.${name}`, "number"] as const),
  ...[
    "helloMs",
    "tickMs",
    "outboxBytes",
    "comeBackWithinMs",
    "connectionsPerIp",
    "sessionsPerPerson",
    "signInsPerMinute",
  ].map((name) => [`limits.${name}`, "number"] as const),
  ["limits.rates", "json"],
  ["log", "text"],
]);

const PREFIX = "LIVENAME_";
/** Names the configuration file itself. */
const CONFIG = `${PREFIX}CONFIG`;

/** "limits.frameBytes" is LIVENAME_LIMITS_FRAME_BYTES. */
export function variableOf(option: string): string {
  return (
    PREFIX +
    option
      .replaceAll(".", "_")
      .replace(/[A-Z]/g, (letter) => `_${letter}`)
      .toUpperCase()
  );
}

const OPTIONS = new Map([...ENVIRONMENT_OPTIONS].map(([option, kind]) => [variableOf(option), { option, kind }]));

/**
 * The configuration file, that of the environment when none is named, with what the environment says instead. A
 * variable that is empty counts as not set, and so does one that is no option: see `unknownVariables`.
 *
 * @throws CommandError; the value of a variable is not repeated.
 */
export function loadConfig(file: string | undefined, environment: NodeJS.ProcessEnv = process.env): Config {
  let config: Record<string, unknown> = { ...readConfig(file ?? (environment[CONFIG] || undefined)) };
  for (const [variable, { option, kind }] of OPTIONS) {
    const text = environment[variable];
    if (text) config = put(config, option.split("."), parsed(variable, kind, text));
  }
  return config as Config;
}

/** Variables that look like options of this command and are none. */
export function unknownVariables(environment: NodeJS.ProcessEnv = process.env): string[] {
  return Object.keys(environment).filter((name) => name.startsWith(PREFIX) && name !== CONFIG && !OPTIONS.has(name));
}

function put(target: Record<string, unknown>, [name = "", ...rest]: string[], value: unknown): Record<string, unknown> {
  if (rest.length === 0) return { ...target, [name]: value };
  const inner = target[name];
  return { ...target, [name]: put(isObject(inner) ? inner : {}, rest, value) };
}

function parsed(variable: string, kind: Kind, text: string): unknown {
  switch (kind) {
    case "text":
      return text;
    case "number":
      if (!/^\d+$/.test(text)) throw new CommandError(`${variable} must be a whole number.`);
      return Number(text);
    case "switch":
      if (text !== "true" && text !== "false") throw new CommandError(`${variable} must be true or false.`);
      return text === "true";
    case "list":
      return text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== "");
    case "json":
      try {
        return JSON.parse(text);
      } catch {
        throw new CommandError(`${variable} must be JSON.`);
      }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
