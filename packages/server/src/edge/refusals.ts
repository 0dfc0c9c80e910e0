import { errorFrame } from "@livename/wire";
import { Code, type Command, Method } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";
import type { EdgeShared } from "./shared.ts";

/** Counts a failed command and encodes its error reply. Details of a fault of the server go only to the log. */
export function refusalOf(
  { id, method }: Command,
  error: unknown,
  { counts, dispatcher, log }: Pick<EdgeShared, "counts" | "dispatcher" | "log">,
): Uint8Array {
  // All unknown methods are counted as one: a hostile client must not add rows to the metrics.
  const known = method === Method.SESSION_HELLO || dispatcher.find(method) !== undefined;
  const counted = known ? method : Method.UNSPECIFIED;
  if (error instanceof Refusal) {
    const { code, message, retryAfterMs } = error;
    counts.refused(counted, code);
    return errorFrame(id, method, { code, message, retryAfterMs });
  }
  counts.refused(counted, Code.INTERNAL);
  log.error({ err: error, method }, "a command failed");
  const message = "The server failed to do this. Its log says why.";
  return errorFrame(id, method, { code: Code.INTERNAL, message, retryAfterMs: 1_000 });
}

export function noRoute(method: number): Refusal {
  const message = `No feature of this server has method ${method}. Use what the features of hello's reply list.`;
  return new Refusal(Code.UNKNOWN_METHOD, message);
}

export function connectionGone(): Refusal {
  return new Refusal(Code.UNAVAILABLE, "The connection has ended. Ask again on the next one.");
}
