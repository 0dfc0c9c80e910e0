import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../time/clock.ts";
import type { CookieOptions } from "./cookie.ts";
import { cookieName, cookieValues, setCookie } from "./cookie-header.ts";

const NAME = "livename-device";
/** The longest that browsers keep a cookie. */
const LIFE_MS = 400 * 24 * 60 * 60 * 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
/** People who share a browser. */
const PEOPLE = 5;
const NAME_BYTES = 12;
const FORM = /^[\w-]{16}\.\d{1,6}\.[\w-]{43}$/;

/**
 * Browsers in which somebody has signed in by password before. Each has attempts of its own, so that nobody who guesses
 * elsewhere keeps the person out (OWASP, device cookies). The cookie signs nobody in, and tells of nobody: it holds, for
 * each of the people, a random name of the browser, the day, and a signature over both and the person's id.
 */
export interface KnownDevices {
  /** The browser's name for this person; undefined when they have not signed in with it. */
  find(cookieHeader: string | undefined, person: string, options: CookieOptions): string | undefined;
  /** The header that makes the browser known for this person, beside those for whom it is. */
  remember(cookieHeader: string | undefined, person: string, options: CookieOptions): string;
}

export function createKnownDevices(options: {
  readonly key: Uint8Array;
  readonly clock: Clock;
  readonly community: string;
}): KnownDevices {
  const { key, clock, community } = options;
  const today = (): number => Math.floor(clock.now() / DAY_MS);
  const entryOf = (person: string, name: string, day: number): string =>
    `${name}.${day}.${createHmac("sha256", key).update(`device ${community} ${person} ${name} ${day}`).digest("base64url")}`;

  const entries = (header: string | undefined, secure: boolean): string[] =>
    cookieValues(header, cookieName(NAME, secure))
      .flatMap((value) => value.split("~", PEOPLE))
      .filter((entry) => FORM.test(entry))
      .slice(0, PEOPLE);

  const isOf = (entry: string, person: string): boolean => {
    const [name = "", day = ""] = entry.split(".");
    const [given, right] = [Buffer.from(entry), Buffer.from(entryOf(person, name, Number(day)))];
    const fresh = Number(day) * DAY_MS + LIFE_MS > clock.now();
    return fresh && given.length === right.length && timingSafeEqual(given, right);
  };

  return {
    find(header, person, { secure }) {
      return entries(header, secure)
        .find((entry) => isOf(entry, person))
        ?.split(".", 1)[0];
    },
    remember(header, person, { secure }) {
      const known = entries(header, secure);
      const mine = known.find((entry) => isOf(entry, person));
      const name = mine?.split(".", 1)[0] ?? randomBytes(NAME_BYTES).toString("base64url");
      const others = known.filter((entry) => entry !== mine);
      const value = [entryOf(person, name, today()), ...others].slice(0, PEOPLE).join("~");
      return setCookie(NAME, value, LIFE_MS, secure);
    },
  };
}
