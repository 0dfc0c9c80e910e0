import type { OutgoingHttpHeaders } from "node:http";
import type { Log } from "../process/log.ts";
import { type Exchange, HttpRefusal } from "./exchange.ts";
import type { Origins } from "./origins.ts";

/**
 * The headers that let a page of an allowed origin read an answer that the cookie bought.
 *
 * @throws HttpRefusal 403 without an Origin, or with a foreign one: a browser sends it with every POST.
 */
export function credentialHeaders(exchange: Exchange, origins: Origins, log: Log): OutgoingHttpHeaders {
  const { origin } = exchange.request.headers;
  if (origin === undefined) throw new HttpRefusal(403, "Only a page may ask for this: the Origin header is missing.");
  if (!origins.allows(origin, exchange.peer)) {
    origins.warn(origin, exchange.peer, log);
    throw new HttpRefusal(403, "Pages of this origin may not use this server; its log says how to let them.");
  }
  return { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "Origin" };
}

/** @throws HttpRefusal 403 when a form was not sent by a page of this server itself. */
export function requireOwnPage(exchange: Exchange): void {
  const { origin } = exchange.request.headers;
  if (origin !== exchange.origin) throw new HttpRefusal(403, "This form works only on this server's own page.");
}
