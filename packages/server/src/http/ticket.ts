import type { Identities } from "../identity/identities.ts";
import type { SignedIn } from "../identity/identity.ts";
import { signedInByProxy } from "../identity/proxy-header.ts";
import type { People } from "../people/people.ts";
import type { Log } from "../process/log.ts";
import type { AliasStore } from "../store/store.ts";
import { credentialHeaders } from "./cors.ts";
import { type Exchange, HttpRefusal, refusalOf } from "./exchange.ts";
import type { HttpRoutes } from "./gateway.ts";
import type { Origins } from "./origins.ts";
import { hostName } from "./peer.ts";

export interface SignedInOptions {
  readonly identities: Identities;
  readonly people: People;
  readonly community: string;
  readonly proxyHeader: string | undefined;
  /** Whose names for people the header may hold. */
  readonly proxyApplication?: string | undefined;
  readonly aliases?: Pick<AliasStore, "resolve"> | undefined;
}

/** Whom a browser's request speaks for: by a trusted proxy's header, else by the cookie. */
export async function signedInOf(exchange: Exchange, options: SignedInOptions): Promise<SignedIn | undefined> {
  const { identities, people, community, proxyHeader } = options;
  if (proxyHeader && exchange.peer.proxied && exchange.request.headers[proxyHeader]) {
    requirePublicHost(exchange);
    const naming = { people, community, application: options.proxyApplication, aliases: options.aliases };
    const signedIn = await signedInByProxy({ ...naming, header: proxyHeader }, exchange.request.headers);
    if (signedIn) return signedIn;
  }
  return identities.cookies.check(exchange.request.headers.cookie, { secure: exchange.peer.secure });
}

/**
 * The proxy signs in whoever visits it, by whatever name: a page must not read it under a name that was turned to it.
 *
 * @throws HttpRefusal 421
 */
function requirePublicHost({ peer }: Exchange): void {
  const { hostname } = new URL(peer.origin);
  if (hostName(peer.host) === hostname) return;
  throw new HttpRefusal(
    421,
    `The proxy signs people in at ${hostname} alone. Ask for this by that name; the proxy must pass the Host header on.`,
  );
}

/** POST /v1/ticket (W3): a signed-in browser gets what a WebSocket's hello takes. */
export function ticketRoutes(options: SignedInOptions & { readonly origins: Origins; readonly log: Log }): HttpRoutes {
  const { origins, log } = options;
  return {
    "OPTIONS /v1/ticket"(exchange) {
      exchange.empty(204, {
        ...credentialHeaders(exchange, origins, log),
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "600",
      });
    },
    async "POST /v1/ticket"(exchange) {
      const headers = credentialHeaders(exchange, origins, log);
      try {
        const ticket = await options.identities.tickets.issueTo(() => signedInOf(exchange, options));
        if (ticket !== undefined) return exchange.json(200, { ticket }, headers);
        const message = "Nobody is signed in in this browser. Open signIn in a window of its own.";
        // No refusal: each page that an anonymous visitor opens asks, and browsers write refusals on its console.
        exchange.json(200, { ticket: null, message, signIn: "/sign-in" }, headers);
      } catch (error) {
        const refusal = refusalOf(error);
        if (!refusal) throw error;
        const { status, message } = refusal;
        const code = status === 401 ? "unauthenticated" : status === 429 ? "rate-limited" : "unavailable";
        exchange.json(status, { code, message }, { ...headers, ...refusal.headers });
      }
    },
  };
}
