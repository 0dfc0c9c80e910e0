import { encode, pushFrame } from "@livename/wire";
import type { SentPush } from "./method.ts";

/** A push of this method as a complete frame, ready for any number of sessions. */
export function push<Payload>(method: SentPush<Payload>, payload: Payload): Uint8Array {
  const bytes = "payload" in method ? method.payload.encode(payload) : encode(method.write, payload);
  return pushFrame(method.method, bytes);
}
