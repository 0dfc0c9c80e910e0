import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";
import type { Peer } from "./peer.ts";

/** A request refused for a reason that its sender can act on. Anything else thrown is a fault of ours. */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;

  constructor(status: number, message: string, headers: OutgoingHttpHeaders = {}) {
    super(message);
    this.name = "HttpRefusal";
    this.status = status;
    this.headers = headers;
  }
}

/** What the sender is told; undefined for a fault of ours. */
export function refusalOf(error: unknown): HttpRefusal | undefined {
  if (error instanceof HttpRefusal) return error;
  if (!(error instanceof Refusal)) return undefined;
  if (error.retryAfterMs === 0) return new HttpRefusal(error.code === Code.UNAUTHENTICATED ? 401 : 503, error.message);
  const headers = { "retry-after": String(Math.ceil(error.retryAfterMs / 1_000)) };
  return new HttpRefusal(error.code === Code.RATE_LIMITED ? 429 : 503, error.message, headers);
}

/** One request and its answer. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly peer: Peer;
  /** Decoded, without query; begins with "/". */
  readonly path: string;
  readonly query: URLSearchParams;

  /** @throws HttpRefusal 400 when the address cannot be read. */
  constructor(request: IncomingMessage, response: ServerResponse, peer: Peer) {
    this.request = request;
    this.response = response;
    this.peer = peer;
    const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
    this.query = new URLSearchParams(query);
    try {
      this.path = decodeURIComponent(path);
    } catch {
      throw new HttpRefusal(400, "The address has a % that stands for no character.");
    }
    if (!this.path.startsWith("/") || this.path.includes("\0")) {
      throw new HttpRefusal(400, "The address is not one of this server.");
    }
  }

  get method(): string {
    return this.request.method ?? "GET";
  }

  /** This server as the browser calls it. */
  get origin(): string {
    return this.peer.origin;
  }

  send(status: number, body: string | Buffer, headers: OutgoingHttpHeaders): void {
    this.response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
    // The server leaves the body out of an answer to HEAD.
    this.response.end(body);
  }

  json(status: number, body: object, headers: OutgoingHttpHeaders = {}): void {
    this.send(status, JSON.stringify(body), {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      ...headers,
    });
  }

  html(status: number, body: string, headers: OutgoingHttpHeaders = {}): void {
    this.send(status, body, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...headers });
  }

  empty(status: number, headers: OutgoingHttpHeaders = {}): void {
    this.response.writeHead(status, { "cache-control": "no-store", ...headers });
    this.response.end();
  }

  /** The fields of a form. @throws HttpRefusal 413 or 415. */
  async form(maxBytes = 8_192): Promise<URLSearchParams> {
    if (!this.request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
      throw new HttpRefusal(415, "Send the fields as application/x-www-form-urlencoded.");
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new HttpRefusal(413, `More than ${maxBytes} bytes.`, { connection: "close" });
      chunks.push(chunk);
    }
    return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
  }
}
