import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface SitePage {
  readonly body: string;
  /** @default 200 */
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the answer is held back. */
  readonly delayMs?: number;
}

/** A page as it stands, or what makes it, called for each request. */
export type SiteAnswer = SitePage | ((request: IncomingMessage) => SitePage | Promise<SitePage>);

/** Somebody else's web server: the origin of pages that names are made live on. */
export interface Site {
  readonly port: number;
  /** May be changed while it runs; keys are paths. */
  readonly pages: Map<string, SiteAnswer>;
  close(): Promise<void>;
}

export async function startSite(
  pages: Readonly<Record<string, SiteAnswer>>,
  certificate?: { cert: string; key: string },
): Promise<Site> {
  const map = new Map(Object.entries(pages));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const found = map.get(new URL(request.url ?? "/", "http://site").pathname);
    const page = typeof found === "function" ? await found(request) : found;
    if (!page) {
      response.writeHead(request.url === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    setTimeout(() => {
      response.writeHead(page.status ?? 200, {
        "content-type": page.type ?? "text/html; charset=utf-8",
        ...page.headers,
      });
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
