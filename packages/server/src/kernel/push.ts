import { encode, pushFrame } from "@livename/wire";
import type { SentPush } from "./method.ts";

/** Encodes a push as a complete frame. One frame can be sent to any number of sessions. */
export function push<Payload>(method: SentPush<Payload>, payload: Payload): Uint8Array {
  const bytes = "payload" in method ? method.payload.encode(payload) : encode(method.write, payload);
  return pushFrame(method.method, bytes);
}
