import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { People } from "../directory/people.ts";
import type { Store } from "../store/store.ts";
import type { SignedIn } from "./identity.ts";

const SECRET_BYTES = 32;
const DEFAULT_LIFE_MS = 14 * 24 * 60 * 60 * 1_000;
const FORM = /^[\w-]{43}$/;

/** Browsers that are signed in to this server itself. The cookie holds a secret, the store only its hash. */
export interface CookieSignIns {
  /** Remembers a browser. `setCookie` is the header to answer with. */
  start(person: string, options: CookieOptions): Promise<{ setCookie: string; expiresMs: number }>;
  /** Whom a request's Cookie header speaks for; undefined for nobody, an ended sign-in, a person who is gone. */
  check(cookieHeader: string | undefined, options: CookieOptions): Promise<SignedIn | undefined>;
  /** Forgets the browser. `setCookie` removes the cookie; `ended` are the sign-ins that are no more. */
  end(cookieHeader: string | undefined, options: CookieOptions): Promise<{ setCookie: string; ended: string[] }>;
}

export interface CookieOptions {
  /** The browser came by https, itself or to a trusted proxy. */
  readonly secure: boolean;
}

export function createCookieSignIns(options: {
  readonly store: Store;
  readonly people: People;
  readonly clock: Clock;
  readonly community: string;
  /** @default 14 days */
  readonly lifeMs?: number;
}): CookieSignIns {
  const { store, people, clock, community, lifeMs = DEFAULT_LIFE_MS } = options;
  return {
    async start(person, { secure }) {
      const secret = randomBytes(SECRET_BYTES).toString("base64url");
      const createdMs = clock.now();
      const expiresMs = createdMs + lifeMs;
      await store.signIns.add({ secretHash: hash(secret), community, person, createdMs, expiresMs });
      await store.signIns.removeExpired(createdMs);
      return { setCookie: cookie(secret, Math.floor(lifeMs / 1_000), secure), expiresMs };
    },
    async check(header, { secure }) {
      // By https only the name that browsers protect: a neighbour under the same domain can set the other.
      for (const secret of secretsOf(header, [nameOf(secure)])) {
        const signIn = hash(secret);
        const found = await store.signIns.get(signIn);
        if (!found || found.expiresMs <= clock.now() || found.community !== community) continue;
        if (people.resolve(community, found.person))
          return { community, person: found.person, expiresMs: found.expiresMs, signIn };
      }
      return undefined;
    },
    async end(header, { secure }) {
      const ended = secretsOf(header, [nameOf(true), nameOf(false)]).map(hash);
      for (const signIn of ended) await store.signIns.remove(signIn);
      return { setCookie: cookie("", 0, secure), ended };
    },
  };
}

// The prefix makes browsers refuse the name from anything but this very host by https.
function nameOf(secure: boolean): string {
  return secure ? "__Host-livename" : "livename";
}

function cookie(value: string, maxAge: number, secure: boolean): string {
  return `${nameOf(secure)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

function secretsOf(header: string | undefined, names: readonly string[]): string[] {
  const secrets: string[] = [];
  for (const pair of header?.split(";") ?? []) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    if (names.includes(name) && FORM.test(value)) secrets.push(value);
  }
  return secrets.slice(0, 2);
}

function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
