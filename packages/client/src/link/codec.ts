import { decode, encode } from "@livename/wire";
import type { Call, Push } from "./channel.ts";

export function encodeRequest<Request>(call: Call<Request, unknown>, request: Request): Uint8Array {
  return "write" in call ? encode(call.write, request) : call.request.encode(request);
}

/** @throws whatever the decoder throws */
export function decodeReply<Reply>(call: Call<never, Reply>, bytes: Uint8Array): Reply {
  return "read" in call ? decode(call.read, bytes) : call.reply.decode(bytes);
}

/** @throws whatever the decoder throws */
export function decodePush<Message>(push: Push<Message>, bytes: Uint8Array): Message {
  return "read" in push ? decode(push.read, bytes) : push.payload.decode(bytes);
}
