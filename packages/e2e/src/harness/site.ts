import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface SitePage {
  readonly body: string;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the answer is held back. */
  readonly delayMs?: number;
}

/** Somebody else's web server: the origin of pages that names are made live on. */
export interface Site {
  readonly port: number;
  /** May be changed while it runs; keys are paths. A function is called for each request. */
  readonly pages: Map<string, SitePage | ((request: IncomingMessage) => SitePage)>;
  close(): Promise<void>;
}

export async function startSite(
  pages: Readonly<Record<string, SitePage | ((request: IncomingMessage) => SitePage)>>,
  certificate?: { cert: string; key: string },
): Promise<Site> {
  const map = new Map(Object.entries(pages));
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const found = map.get(new URL(request.url ?? "/", "http://site").pathname);
    const page = typeof found === "function" ? found(request) : found;
    if (!page) {
      response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    setTimeout(() => {
      response.writeHead(200, { "content-type": page.type ?? "text/html; charset=utf-8", ...page.headers });
      response.end(page.body);
    }, page.delayMs ?? 0);
  };
  const server = certificate ? createHttpsServer(certificate, answer) : createHttpServer(answer);
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    pages: map,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
