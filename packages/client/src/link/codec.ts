import { decode, encode } from "@livename/wire";
import type { Call, Push } from "./channel.ts";

export function encodeRequest<Request>(call: Call<Request, unknown>, request: Request): Uint8Array {
  return "write" in call ? encode(call.write, request) : call.encode(request);
}

/** Throws whatever the decoder throws. */
export function decodeMessage<Message>(from: Push<Message>, bytes: Uint8Array): Message {
  return "read" in from ? decode(from.read, bytes) : from.decode(bytes);
}
