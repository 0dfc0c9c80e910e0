import { createHash, randomBytes } from "node:crypto";
import type { People } from "../people/people.ts";
import type { Store } from "../stores.ts";
import type { Clock } from "../time/clock.ts";
import { cookieName, cookieValues, setCookie } from "./cookie-header.ts";
import type { SignedIn } from "./identity.ts";

const NAME = "livename";
const SECRET_BYTES = 32;
const DEFAULT_LIFE_MS = 14 * 24 * 60 * 60 * 1_000;
const FORM = /^[\w-]{43}$/;

/** Browsers that are signed in to this server itself. The cookie holds a secret, the store only its hash. */
export interface CookieSignIns {
  /**
   * Remembers a browser. `setCookie` is the header to answer with. Undefined when the password whose stored hash was
   * checked is no longer the person's, or the person is gone.
   */
  start(
    signedIn: { readonly person: string; readonly passwordHash: string },
    options: CookieOptions,
  ): Promise<{ setCookie: string; expiresMs: number } | undefined>;
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
    async start({ person, passwordHash }, { secure }) {
      const secret = randomBytes(SECRET_BYTES).toString("base64url");
      const createdMs = clock.now();
      const expiresMs = createdMs + lifeMs;
      const record = { secretHash: hash(secret), community, person, createdMs, expiresMs };
      if (!(await store.signIns.add(record, passwordHash))) return undefined;
      await store.signIns.removeExpired(createdMs);
      return { setCookie: setCookie(NAME, secret, lifeMs, secure), expiresMs };
    },
    async check(header, { secure }) {
      // By https only the name that browsers protect: a neighbour under the same domain can set the other.
      for (const secret of secretsOf(header, [cookieName(NAME, secure)])) {
        const signIn = hash(secret);
        const found = await store.signIns.get(signIn);
        if (!found || found.expiresMs <= clock.now() || found.community !== community) continue;
        if (people.resolve(community, found.person))
          return { community, person: found.person, expiresMs: found.expiresMs, signIn };
      }
      return undefined;
    },
    async end(header, { secure }) {
      const ended = secretsOf(header, [cookieName(NAME, true), cookieName(NAME, false)]).map(hash);
      for (const signIn of ended) await store.signIns.remove(signIn);
      return { setCookie: setCookie(NAME, "", 0, secure), ended };
    },
  };
}

function secretsOf(header: string | undefined, names: readonly string[]): string[] {
  return names.flatMap((name) =>
    cookieValues(header, name)
      .filter((value) => FORM.test(value))
      .slice(0, 2),
  );
}

function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
