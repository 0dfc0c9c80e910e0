import pino from "pino";

/** What the server logs with: pino's shape, so that an application may hand in its own logger. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];

// Nothing that signs anybody in may reach a log, whatever object somebody logs one day.
const SECRETS = ["token", "ticket", "secret", "password", "cookie", "authorization", "grant", "hash"];

/** JSON lines on standard output, or in `destination`. */
export function createLog(level: LogLevel, destination?: { write(line: string): void }): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.headers["${name}"]`]),
        censor: "[hidden]",
      },
      serializers: { err: describeError },
    },
    destination ?? pino.destination({ sync: false }),
  );
}

/** Type, message, code and stack: never the properties that a library hung on its error, requests among them. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { type: name, message, ...code, stack, ...cause };
}
