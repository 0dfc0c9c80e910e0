import type { People } from "../directory/people.ts";
import type { Identities } from "../identities.ts";
import type { SignedIn } from "../identity/identity.ts";
import { signedInByProxy } from "../identity/proxy-header.ts";
import type { Log } from "../log.ts";
import { credentialHeaders } from "./cors.ts";
import { type Exchange, refusalOf } from "./exchange.ts";
import type { HttpRoutes } from "./gateway.ts";
import type { Origins } from "./origins.ts";

export interface SignedInOptions {
  readonly identities: Identities;
  readonly people: People;
  readonly community: string;
  readonly proxyHeader: string | undefined;
}

/** Whom a browser's request speaks for: by a trusted proxy's header, else by the cookie. */
export async function signedInOf(exchange: Exchange, options: SignedInOptions): Promise<SignedIn | undefined> {
  const { identities, people, community, proxyHeader } = options;
  if (proxyHeader && exchange.peer.proxied) {
    const signedIn = signedInByProxy({ people, community, header: proxyHeader }, exchange.request.headers);
    if (signedIn) return signedIn;
  }
  return identities.cookies.check(exchange.request.headers.cookie, { secure: exchange.peer.secure });
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
        const signedIn = await signedInOf(exchange, options);
        if (signedIn) return exchange.json(200, { ticket: options.identities.tickets.issue(signedIn) }, headers);
        const message = "Nobody is signed in in this browser. Open signIn in a window of its own.";
        exchange.json(401, { code: "unauthenticated", message, signIn: "/sign-in" }, headers);
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
