import type { IncomingMessage } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../process/log.ts";
import { BODY_BYTES } from "./bodies.ts";
import { addSafetyHeaders } from "./guard.ts";
import { HttpRefusal, refusalOf } from "./refusal.ts";

type AnswerError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void;

/** Tells a refusal to whoever asked, and a fault to the log (W11). */
export function answerErrors(log: Log): AnswerError {
  return (error, { raw }, reply) => {
    const refusal = refusalOf(error) ?? refusalByFramework(error) ?? refusalOfPart(raw);
    // Never the query: it may hold what somebody should not have put there.
    if (!refusal) log.error({ err: error, path: raw.url?.split("?", 1)[0] }, "a request failed");
    void reply
      .code(refusal?.status ?? 500)
      .header("content-type", "text/plain; charset=utf-8")
      .header("cache-control", "no-store")
      .headers(refusal?.headers ?? {})
      .send(refusal?.message ?? "The server failed to answer; its log says why.");
  };
}

/** For what is refused before a route is looked for. */
export function answerUnroutable(log: Log): AnswerError {
  const answer = answerErrors(log);
  return (error, request, reply) => {
    addSafetyHeaders(reply);
    answer(error, request, reply);
  };
}

const SENTENCES: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: "The address has a % that stands for no character.",
  FST_ERR_CTP_BODY_TOO_LARGE: `More than ${BODY_BYTES} bytes.`,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: "The Content-Type header names no type of content.",
};

/** What fastify itself refuses. */
function refusalByFramework(error: unknown): HttpRefusal | undefined {
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  if (typeof code !== "string" || !code.startsWith("FST_") || typeof statusCode !== "number") return undefined;
  return statusCode < 500 ? new HttpRefusal(statusCode, SENTENCES[code] ?? (error as Error).message) : undefined;
}

/** Whoever sent it has gone before its end: no fault of ours. */
function refusalOfPart({ destroyed, complete }: IncomingMessage): HttpRefusal | undefined {
  return destroyed && !complete ? new HttpRefusal(400, "The request ended before it was whole.") : undefined;
}
