import type { OutgoingHttpHeaders } from "node:http";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";

/** A request refused for a reason that its sender can act on. Any other error is a fault of the server. */
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

/** Converts the error to a refusal for the client; undefined for a fault of the server. */
export function refusalOf(error: unknown): HttpRefusal | undefined {
  if (error instanceof HttpRefusal) return error;
  if (!(error instanceof Refusal)) return undefined;
  if (error.retryAfterMs === 0) return new HttpRefusal(error.code === Code.UNAUTHENTICATED ? 401 : 503, error.message);
  const headers = { "retry-after": String(Math.ceil(error.retryAfterMs / 1_000)) };
  return new HttpRefusal(error.code === Code.RATE_LIMITED ? 429 : 503, error.message, headers);
}
