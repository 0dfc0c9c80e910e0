import { errorFrame } from "@livename/wire";
import { Code, type Command, Method } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";
import type { EdgeShared } from "./shared.ts";

/** Counts what was refused, and says why: what is no refusal is a fault of ours, of which the log alone tells more. */
export function refusalOf(
  { id, method }: Command,
  error: unknown,
  { counts, dispatcher, log }: Pick<EdgeShared, "counts" | "dispatcher" | "log">,
): Uint8Array {
  // Methods that nobody answers are counted as one: a hostile client must not grow the metrics.
  const known = method === Method.SESSION_HELLO || dispatcher.find(method) !== undefined;
  const counted = known ? method : Method.UNSPECIFIED;
  if (error instanceof Refusal) {
    const { code, message, retryAfterMs } = error;
    counts.refused(counted, code);
    return errorFrame(id, method, { code, message, retryAfterMs });
  }
  counts.refused(counted, Code.INTERNAL);
  log.error({ err: error, method }, "a command failed");
  const message = "The server failed to do this; its log says why. Nothing more is known here.";
  return errorFrame(id, method, { code: Code.INTERNAL, message, retryAfterMs: 1_000 });
}

export function noRoute(method: number): Refusal {
  const message = `No feature of this server has method ${method}. Use what the features of hello's reply list.`;
  return new Refusal(Code.UNKNOWN_METHOD, message);
}

export function connectionGone(): Refusal {
  return new Refusal(Code.UNAVAILABLE, "The connection has ended meanwhile. Ask again on the next one.");
}
