import { encode, pushFrame, type Write } from "@livename/wire";

/** A push of this method as a complete frame, ready for any number of sessions. */
export function push<Payload>(method: { readonly method: number; readonly write: Write<Payload> }, payload: Payload) {
  return pushFrame(method.method, encode(method.write, payload));
}
