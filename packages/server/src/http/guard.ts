import type { FastifyReply, FastifyRequest } from "fastify";
import type { App } from "./app.ts";
import { hostName, isLoopbackName, type Peer, type PeerReader, repeatsHost } from "./peer.ts";
import { HttpRefusal } from "./refusal.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks, as far as anybody trusted says. */
    peer: Peer;
  }
}

export interface GuardOptions {
  readonly peers: PeerReader;
  /** Takes requests to loopback names alone: a page must not read it under a name that was turned to this machine. */
  readonly localOnly?: boolean;
}

/** What holds for every request and answer, whatever its route (W11, W16). */
export function guard(app: App, { peers, localOnly = false }: GuardOptions): void {
  app.decorateRequest("peer");
  app.addHook("onRequest", (request, reply, done) => {
    addSafetyHeaders(reply);
    const { raw } = request;
    if (repeatsHost(raw)) throw new HttpRefusal(400, "The request names its host twice.");
    request.peer = peers.read(raw);
    if (localOnly && !isLoopbackName(hostName(raw.headers.host ?? "")))
      throw new HttpRefusal(421, "Ask for this by 127.0.0.1 or localhost.");
    if (request.peer.secure) reply.header("strict-transport-security", "max-age=31536000");
    checkAddress(request);
    done();
  });
}

/** For every answer, refusals included. A route says when its answer may be kept, or asked for with a referrer. */
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
