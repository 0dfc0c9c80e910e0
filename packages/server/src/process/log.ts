import pino from "pino";

/** The server's logger, with pino's interface, so that an application can pass its own. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";
export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error", "silent"];

// Redacted in every logged object, so that credentials never reach a log.
const SECRETS = ["token", "ticket", "secret", "password", "cookie", "authorization", "grant", "hash"];

/** Writes JSON lines to standard output, or to `destination`. */
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

/** Type, message, code, stack and cause, but no other properties: libraries attach whole requests to their errors. */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack } = error;
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { type: name, message, ...code, stack, ...cause };
}
