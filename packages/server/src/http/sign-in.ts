import { wrongPassword } from "../identity/password.ts";
import type { Log } from "../process/log.ts";
import type { Clock } from "../time/clock.ts";
import { hostOf, networkOf } from "./addresses.ts";
import { Attempts } from "./attempts.ts";
import { credentialHeaders, requireOwnPage } from "./cors.ts";
import { type Exchange, refusalOf } from "./exchange.ts";
import type { HttpRoutes } from "./gateway.ts";
import type { Origins } from "./origins.ts";
import { SIGN_IN_CSP, SIGN_IN_SCRIPT, SIGN_IN_STYLE, type SignInView, signInPage } from "./sign-in-page.ts";
import { type SignedInOptions, signedInOf } from "./ticket.ts";

/** "refused": a wrong password or nobody; "busy": too many at once; "too-many": too many attempts. */
export type SignInResult = "ok" | "refused" | "busy" | "too-many";

export interface SignInOptions extends SignedInOptions {
  readonly clock: Clock;
  readonly origins: Origins;
  readonly log: Log;
  readonly signInsPerMinute: number;
  /** Hears how each sign-in by password ended. */
  readonly onSignIn: (result: SignInResult) => void;
  /** Hears which sign-in of a browser has ended. */
  readonly onSignOut: (signIn: string) => void;
}

/** GET and POST /sign-in, POST /sign-out (W4, W5). */
export function signInRoutes(options: SignInOptions): HttpRoutes {
  const { identities, people, community, origins, log } = options;
  const attempts = new Attempts(options.clock, options.signInsPerMinute);

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
    const { ip, secure } = exchange.peer;
    const { cookie } = exchange.request.headers;
    // One path whoever it is: what it takes tells nothing.
    const person = people.resolve(community, address)?.id ?? address.toLowerCase();
    const device = identities.devices.find(cookie, person, { secure });
    const waitMs = attempts.spend({ ip, person, device });
    if (waitMs > 0) {
      options.onSignIn("too-many");
      exchange.response.setHeader("retry-after", String(Math.ceil(waitMs / 1_000)));
      return again(429, `Too many attempts. Try again in ${Math.ceil(waitMs / 1_000)} seconds.`);
    }
    const gone = (): boolean => exchange.request.socket.destroyed;
    const [lane, waiter] =
      device === undefined
        ? (["unknown", { group: networkOf(ip), member: hostOf(ip), gone }] as const)
        : (["known", { group: person, member: device, gone }] as const);
    try {
      const signedIn = await identities.queue.run(lane, waiter, () =>
        passwords.signIn(address, form.get("password") ?? ""),
      );
      const started = await identities.cookies.start(signedIn, { secure });
      if (!started) throw wrongPassword();
      options.onSignIn("ok");
      const done = new URLSearchParams({ done: "1", ...(back && { return: back }) });
      const known = identities.devices.remember(cookie, signedIn.person, { secure });
      exchange.empty(303, { location: `/sign-in?${done}`, "set-cookie": [started.setCookie, known] });
    } catch (error) {
      const refusal = refusalOf(error);
      // A store that cannot be read says nothing about the password.
      if (!refusal || (refusal.status === 503 && !("retry-after" in refusal.headers))) throw error;
      options.onSignIn(refusal.status === 401 ? "refused" : "busy");
      if (refusal.status === 401) log.info({ ip }, "a sign-in was refused");
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
