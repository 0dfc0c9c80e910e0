import type { IncomingMessage } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../process/log.ts";
import { BODY_BYTES } from "./bodies.ts";
import { addSafetyHeaders } from "./guard.ts";
import { HttpRefusal, refusalOf } from "./refusal.ts";

type AnswerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** Sends refusals to the client, and logs faults (W11). */
export function answerErrors(log: Log): AnswerError {
  return (error, { raw }, reply) => {
    const refusal = refusalOf(error) ?? refusalByFramework(error) ?? refusalOfPart(raw);
    // Never log the query: somebody may have put a secret into it.
    if (!refusal) log.error({ err: error, path: raw.url?.split("?", 1)[0] }, "a request failed");
    void reply
      .code(refusal?.status ?? 500)
      .header("content-type", "text/plain; charset=utf-8")
      .header("cache-control", "no-store")
      .headers(refusal?.headers ?? {})
      .send(refusal?.message ?? "The server failed to answer. Its log says why.");
  };
}

/** For requests that fastify refuses before it looks for a route, and for which no hooks run. */
export function answerUnroutable(log: Log): AnswerError {
  const answer = answerErrors(log);
  return (error, request, reply) => {
    addSafetyHeaders(reply);
    answer(error, request, reply);
  };
}

const SENTENCES: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: "The address contains an invalid % escape.",
  FST_ERR_CTP_BODY_TOO_LARGE: `The body is larger than ${BODY_BYTES} bytes.`,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "The Content-Type header is invalid.",
};

/** Converts an error of fastify's own to a refusal. */
function refusalByFramework(error: unknown): HttpRefusal | undefined {
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  if (typeof code !== "string" || !code.startsWith("FST_") || typeof statusCode !== "number") return undefined;
  return statusCode < 500 ? new HttpRefusal(statusCode, SENTENCES[code] ?? (error as Error).message) : undefined;
}

/** An incomplete request: the client disconnected before its end, which is not a fault of the server. */
function refusalOfPart({ destroyed, complete }: IncomingMessage): HttpRefusal | undefined {
  return destroyed && !complete ? new HttpRefusal(400, "The request is incomplete.") : undefined;
}
