import type { RequestListener } from "node:http";
import type { Log } from "../process/log.ts";
import { Exchange, HttpRefusal, refusalOf } from "./exchange.ts";
import { hostName, isLoopbackName, type PeerReader, repeatsHost } from "./peer.ts";

export type Answer = (exchange: Exchange) => void | Promise<void>;

/** What stands at an address: "GET /healthz", or "GET /web/*" for all below. */
export type HttpRoutes = Readonly<Record<string, Answer>>;

/** Answers requests. `otherwise` gets what no route takes. */
export function createGateway(options: {
  readonly routes: HttpRoutes;
  readonly otherwise?: Answer | undefined;
  readonly peers: PeerReader;
  readonly log: Log;
  /** Takes requests to loopback names alone: a page must not read it under a name that was turned to this machine. */
  readonly localOnly?: boolean;
}): RequestListener {
  const { routes, otherwise, peers, log, localOnly = false } = options;

  const find = (method: string, path: string): Answer | undefined => {
    const verb = method === "HEAD" ? "GET" : method;
    const below = (slash: number): Answer | undefined => routes[`${verb} ${path.slice(0, slash + 1)}*`];
    return routes[`${verb} ${path}`] ?? below(path.lastIndexOf("/")) ?? below(path.indexOf("/", 1));
  };
  const others = ["GET", "POST", "OPTIONS"];

  const answer = async (exchange: Exchange): Promise<void> => {
    const { method, path } = exchange;
    const found = find(method, path);
    if (found) return found(exchange);
    const allowed = others.filter((other) => find(other, path));
    if (allowed.length > 0)
      throw new HttpRefusal(405, `This address takes ${allowed.join(", ")}.`, { allow: allowed.join(", ") });
    if (otherwise) return otherwise(exchange);
    throw new HttpRefusal(404, "There is nothing at this address.");
  };

  return async (request, response) => {
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    try {
      if (repeatsHost(request)) throw new HttpRefusal(400, "The request names its host twice.");
      const peer = peers.read(request);
      if (localOnly && !isLoopbackName(hostName(request.headers.host ?? "")))
        throw new HttpRefusal(421, "Ask for this by 127.0.0.1 or localhost.");
      if (peer.secure) response.setHeader("strict-transport-security", "max-age=31536000");
      await answer(new Exchange(request, response, peer));
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const refusal = refusalOf(error);
      // Never the query: it may hold what somebody should not have put there.
      if (!refusal) log.error({ err: error, path: request.url?.split("?", 1)[0] }, "a request failed");
      const message = refusal?.message ?? "The server failed to answer; its log says why.";
      response.writeHead(refusal?.status ?? 500, {
        "content-type": "text/plain; charset=utf-8",
        "content-length": Buffer.byteLength(message),
        "cache-control": "no-store",
        ...refusal?.headers,
      });
      response.end(message);
    }
  };
}
