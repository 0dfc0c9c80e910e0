import type { Clock } from "../clock.ts";
import { type Rate, Spending, spend } from "../edge/rates.ts";
import type { Log } from "../log.ts";
import { credentialHeaders, requireOwnPage } from "./cors.ts";
import { type Exchange, HttpRefusal, refusalOf } from "./exchange.ts";
import type { HttpRoutes } from "./gateway.ts";
import type { Origins } from "./origins.ts";
import { SIGN_IN_CSP, SIGN_IN_SCRIPT, SIGN_IN_STYLE, type SignInView, signInPage } from "./sign-in-page.ts";
import { type SignedInOptions, signedInOf } from "./ticket.ts";

export interface SignInOptions extends SignedInOptions {
  readonly clock: Clock;
  readonly origins: Origins;
  readonly log: Log;
  readonly signInsPerMinute: number;
  /** Hears how each sign-in by password ended. */
  readonly onSignIn: (ok: boolean) => void;
  /** Hears which sign-in of a browser has ended. */
  readonly onSignOut: (signIn: string) => void;
}

/** GET and POST /sign-in, POST /sign-out (W4, W5). */
export function signInRoutes(options: SignInOptions): HttpRoutes {
  const { identities, people, community, origins, log } = options;
  const limiter = new SignInLimiter(options.clock, options.signInsPerMinute);

  const show = (exchange: Exchange, status: number, view: SignInView): void =>
    exchange.html(status, signInPage(view), {
      "content-security-policy": SIGN_IN_CSP,
      // The window that opened this one is told that it is done, so the two may stay connected.
      "cross-origin-opener-policy": "unsafe-none",
      // Under "no-referrer" a browser sends the page's own form with "Origin: null", which is refused.
      "referrer-policy": "same-origin",
    });

  /** Where to go afterwards: to a page that may use this server, and to no other. */
  const backOf = (exchange: Exchange, wanted: string | null): string => {
    if (!wanted || !URL.canParse(wanted, exchange.origin)) return "";
    const url = new URL(wanted, exchange.origin);
    // Others than these borrow the origin of a page ("blob:") or have none.
    const isPage = url.protocol === "https:" || url.protocol === "http:";
    return isPage && origins.allows(url.origin, exchange.peer) ? url.href : "";
  };

  const signIn = async (exchange: Exchange): Promise<void> => {
    requireOwnPage(exchange);
    const { passwords } = identities;
    if (!passwords) return show(exchange, 404, { name: "off" });
    const form = await exchange.form();
    const address = (form.get("address") ?? "").trim().slice(0, 320);
    const back = backOf(exchange, form.get("return"));
    const again = (status: number, problem: string): void =>
      show(exchange, status, { name: "form", address, problem, back });
    const waitMs = limiter.spend(exchange.peer.ip, address);
    if (waitMs > 0) {
      exchange.response.setHeader("retry-after", String(Math.ceil(waitMs / 1_000)));
      return again(429, `Too many attempts. Try again in ${Math.ceil(waitMs / 1_000)} seconds.`);
    }
    try {
      const person = await passwords.signIn(address, form.get("password") ?? "");
      const { setCookie } = await identities.cookies.start(person.id, { secure: exchange.peer.secure });
      options.onSignIn(true);
      const done = new URLSearchParams({ done: "1", ...(back && { return: back }) });
      exchange.empty(303, { location: `/sign-in?${done}`, "set-cookie": setCookie });
    } catch (error) {
      const refusal = refusalOf(error);
      // A store that cannot be read says nothing about the password.
      if (!refusal || refusal.status === 503) throw error;
      if (refusal.status === 401) {
        options.onSignIn(false);
        log.info({ ip: exchange.peer.ip }, "a sign-in was refused");
      }
      for (const [name, value] of Object.entries(refusal.headers)) exchange.response.setHeader(name, value ?? "");
      again(refusal.status, refusal.message);
    }
  };

  return {
    async "GET /sign-in"(exchange) {
      const back = backOf(exchange, exchange.query.get("return"));
      const signedIn = await signedInOf(exchange, options);
      const person = signedIn && people.resolve(community, signedIn.person);
      if (person)
        return show(exchange, 200, { name: "done", person: person.name, back, fresh: exchange.query.has("done") });
      if (!identities.passwords) return show(exchange, 404, { name: "off" });
      show(exchange, 200, { name: "form", address: "", problem: "", back });
    },
    "POST /sign-in": signIn,
    async "POST /sign-out"(exchange) {
      const headers = credentialHeaders(exchange, origins, log);
      const { cookie } = exchange.request.headers;
      const { setCookie, ended } = await identities.cookies.end(cookie, { secure: exchange.peer.secure });
      for (const signIn of ended) options.onSignOut(signIn);
      const ownPage = exchange.request.headers.origin === exchange.origin;
      const wantsPage = ownPage && (exchange.request.headers.accept ?? "").includes("text/html");
      exchange.empty(wantsPage ? 303 : 204, {
        ...headers,
        "set-cookie": setCookie,
        ...(wantsPage && { location: "/sign-in" }),
      });
    },
    "GET /sign-in.css": (exchange) => exchange.send(200, SIGN_IN_STYLE, asset("text/css")),
    "GET /sign-in.js": (exchange) => exchange.send(200, SIGN_IN_SCRIPT, asset("text/javascript")),
  };
}

function asset(type: string) {
  return { "content-type": `${type}; charset=utf-8`, "cache-control": "public, max-age=300" };
}

/** How many addresses and people the limiter remembers; who comes when it is full waits. */
const REMEMBERED = 50_000;

/** Attempts by network address and by the person they are for, since either alone can be changed at will. */
class SignInLimiter {
  readonly #clock: Clock;
  readonly #rate: Rate;
  readonly #spent = new Map<string, Spending>();

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#rate = { perSecond: perMinute / 60, burst: perMinute };
  }

  /** 0, or how many milliseconds to wait. */
  spend(ip: string, address: string): number {
    const now = this.#clock.now();
    if (this.#spent.size > REMEMBERED) this.#sweep(now);
    if (this.#spent.size > REMEMBERED) throw new HttpRefusal(503, "Too many people sign in at once. Try again soon.");
    // Who tries too often spends nothing of the person's: else anybody could keep them out.
    return this.#take(`ip ${ip}`, now) || this.#take(`person ${address.toLowerCase()}`, now);
  }

  #take(key: string, now: number): number {
    let spending = this.#spent.get(key);
    if (!spending) {
      spending = new Spending();
      this.#spent.set(key, spending);
    }
    return spend(spending, "write", this.#rate, now);
  }

  #sweep(now: number): void {
    for (const [key, spending] of this.#spent) if (spending.write <= now) this.#spent.delete(key);
  }
}
