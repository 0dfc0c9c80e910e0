import type { FastifyRequest } from "fastify";
import type { Log } from "../../process/log.ts";
import type { Origins } from "../origins.ts";
import { HttpRefusal } from "../refusal.ts";

/**
 * The CORS headers that let a page of an allowed origin read the response to a request with cookies.
 *
 * @throws HttpRefusal 403 without an Origin, or with a foreign one: a browser sends it with every POST.
 */
export function credentialHeaders(
  { raw, peer }: Pick<FastifyRequest, "raw" | "peer">,
  origins: Origins,
  log: Log,
): Record<string, string> {
  const { origin } = raw.headers;
  if (origin === undefined) throw new HttpRefusal(403, "Only a page may ask for this: the Origin header is missing.");
  if (!origins.allows(origin, peer)) {
    origins.warn(origin, peer, log);
    throw new HttpRefusal(403, "Pages of this origin may not use this server. Its log says how to allow them.");
  }
  return { "access-control-allow-origin": origin, "access-control-allow-credentials": "true", vary: "Origin" };
}

/** @throws HttpRefusal 403 when a form was not sent by a page of this server itself. */
export function requireOwnPage({ raw, peer }: Pick<FastifyRequest, "raw" | "peer">): void {
  if (raw.headers.origin !== peer.origin) throw new HttpRefusal(403, "This form works only on this server's own page.");
}
