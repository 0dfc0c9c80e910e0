import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "./app.ts";
import { hostName, isLoopbackName, type Peer, type PeerReader, repeatsHost } from "./peer.ts";
import { HttpRefusal } from "./refusal.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The client, according to the connection and to trusted proxies. */
    peer: Peer;
  }
}

export interface GuardOptions {
  readonly peers: PeerReader;
  /** Accepts only loopback names in the Host header, against DNS rebinding: a foreign page could otherwise read the responses. */
  readonly localOnly?: boolean;
}

/** Checks that apply to every request, and headers for every response (W11, W16). */
export function guard(app: App, { peers, localOnly = false }: GuardOptions): void {
  app.decorateRequest("peer");
  app.addHook("onRequest", (request, reply, done) => {
    addSafetyHeaders(reply);
    const { raw } = request;
    if (repeatsHost(raw)) throw new HttpRefusal(400, "The request has several Host headers.");
    request.peer = peers.read(raw);
    if (localOnly && !isLoopbackName(hostName(raw.headers.host ?? "")))
      throw new HttpRefusal(421, "Ask for this by 127.0.0.1 or localhost.");
    if (request.peer.secure) reply.header("strict-transport-security", "max-age=31536000");
    checkAddress(request);
    done();
  });
}

/** Adds security headers to every response, including refusals. Routes override those for caching and referrers. */
export function addSafetyHeaders(reply: FastifyReply): void {
  reply
    .header("x-content-type-options", "nosniff")
    .header("referrer-policy", "no-referrer")
    .header("cache-control", "no-store");
}

function checkAddress({ raw: { url = "" } }: FastifyRequest): void {
  const [path = ""] = url.split("?", 1);
  if (!path.startsWith("/") || path.includes("%00"))
    throw new HttpRefusal(400, "The address is not one of this server.");
}
