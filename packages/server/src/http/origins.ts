import type { Log } from "../process/log.ts";

const WARN_AGAIN_MS = 60_000;
/** Most origins logged within WARN_AGAIN_MS, so that a flood of invented ones cannot fill the disk. */
const WARNINGS = 100;
const SHOWN_CHARS = 200;

/** The origins whose pages may use this server: its own, and those that the configuration names. */
export class Origins {
  readonly #exact: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];
  /** The time of the last warning, by origin. */
  readonly #warned = new Map<string, number>();

  /** @throws Error that names the entry which is neither an origin nor a pattern. */
  constructor(origins: readonly string[]) {
    for (const origin of origins) checkOrigin(origin);
    this.#exact = new Set(origins.filter((origin) => !origin.includes("*")));
    this.#patterns = origins.filter((origin) => origin.includes("*")).map(toPattern);
  }

  /** `origin`: the Origin header. `self.origin`: this server's own origin as the browser sees it. */
  allows(origin: string, self: { readonly origin: string }): boolean {
    return origin === self.origin || this.#exact.has(origin) || this.#patterns.some((pattern) => pattern.test(origin));
  }

  /** Logs how a refused origin can be allowed, at most once a minute for each. */
  warn(
    origin: string,
    { ip, proxied }: { readonly ip: string; readonly proxied: boolean },
    log: Pick<Log, "warn">,
    nowMs = performance.now(),
  ): void {
    for (const [other, toldMs] of this.#warned) {
      if (nowMs - toldMs < WARN_AGAIN_MS) break;
      this.#warned.delete(other);
    }
    const shown = origin.slice(0, SHOWN_CHARS);
    if (this.#warned.has(shown) || this.#warned.size >= WARNINGS) return;
    this.#warned.set(shown, nowMs);
    log.warn({ origin: shown, ip }, refusedOrigin(shown, proxied));
  }
}

const ORIGIN =
  /^https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?$|^https?:\/\/\[[0-9a-f:]+\](:(\d{1,5}|\*))?$/;

/** A log message that says how to allow the origin. */
function refusedOrigin(origin: string, proxied: boolean): string {
  // Anybody can send any Origin header: suggest only a valid one, which cannot contain parts of a shell command.
  if (!ORIGIN.test(origin) || origin.includes("*"))
    return "refused a page whose origin cannot be allowed by name, such as a file or a sandboxed frame";
  const own = proxied ? `; if it is this server's own address at the proxy, set publicOrigin to ${origin}` : "";
  return `refused a page of ${origin}: to allow it, start with --allow-origin ${origin}, or add it to origins in the configuration${own}`;
}

function checkOrigin(origin: string): void {
  if (ORIGIN.test(origin)) return;
  throw new Error(
    `"${origin}" is not an origin. Write scheme, name and port without a path, in lower case: ` +
      `"https://www.example.com", "https://*.example.com" or "http://localhost:*"`,
  );
}

/** "*." matches one or more labels, ":*" any port. */
function toPattern(origin: string): RegExp {
  const escaped = origin
    .replace(/[.[\]]/g, "\\$&")
    .replace("*\\.", "(?:[a-z0-9-]+\\.)+")
    .replace(/:\*$/, "(?::\\d+)?");
  return new RegExp(`^${escaped}$`);
}
