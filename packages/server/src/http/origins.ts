/** Which pages may use this server: its own, and those that the configuration names. */
export class Origins {
  readonly #exact: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];

  /** @throws Error that names the entry which is neither an origin nor a pattern. */
  constructor(origins: readonly string[]) {
    for (const origin of origins) checkOrigin(origin);
    this.#exact = new Set(origins.filter((origin) => !origin.includes("*")));
    this.#patterns = origins.filter((origin) => origin.includes("*")).map(toPattern);
  }

  /** `origin` as the browser sent it. */
  allows(origin: string, self: { readonly host: string; readonly secure: boolean }): boolean {
    return (
      origin === `${self.secure ? "https" : "http"}://${self.host}` ||
      this.#exact.has(origin) ||
      this.#patterns.some((pattern) => pattern.test(origin))
    );
  }
}

const ORIGIN =
  /^https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:(\d{1,5}|\*))?$|^https?:\/\/\[[0-9a-f:]+\](:(\d{1,5}|\*))?$/;

/** Whether a browser's origin can be allowed by name. */
export function isOrigin(origin: string): boolean {
  return ORIGIN.test(origin) && !origin.includes("*");
}

function checkOrigin(origin: string): void {
  if (ORIGIN.test(origin)) return;
  throw new Error(
    `"${origin}" is no origin. Write scheme, name and port without a path, in lower case: ` +
      `"https://www.example.com", "https://*.example.com" or "http://localhost:*"`,
  );
}

/** "*." stands for one label or several, ":*" for any port. */
function toPattern(origin: string): RegExp {
  const escaped = origin
    .replace(/[.[\]]/g, "\\$&")
    .replace("*\\.", "(?:[a-z0-9-]+\\.)+")
    .replace(/:\*$/, "(?::\\d+)?");
  return new RegExp(`^${escaped}$`);
}
