import { checkPayload, decode, encode } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import type { Asked, Handler, Push } from "@livename/wire/handlers";
import { Refusal } from "./refusal.ts";

/** Converts values to bytes and back. */
export interface Codec<Taken, Given = Taken> {
  encode(value: Given): Uint8Array;
  /** May throw any error when the bytes are malformed. */
  decode(bytes: Uint8Array): Taken;
}

/** A method that an application defines, with its own codecs. */
export interface OwnMethod<Request, Reply, RequestInit = Request, ReplyInit = Reply> {
  /** A number in the range for applications (SPEC F23). */
  readonly method: number;
  /** For metrics and messages: the feature and the action, such as "pinboard_add". */
  readonly name: string;
  readonly request: Codec<Request, RequestInit>;
  readonly reply: Codec<Reply, ReplyInit>;
}

/** A push that an application defines. */
export interface OwnPush<Payload> {
  readonly method: number;
  readonly name: string;
  readonly payload: Codec<Payload>;
}

/**
 * A method for both its caller and its handler, of the protocol (`@livename/wire/handlers`) or of an application. The
 * types with `Init` are those to encode.
 */
export type Method<Request, RequestInit, Reply, ReplyInit> =
  | (Handler<Request, ReplyInit> & Asked<RequestInit, Reply>)
  | OwnMethod<Request, Reply, RequestInit, ReplyInit>;

/** A method as its handler sees it. */
export type AnsweredMethod<Request, ReplyInit> =
  | Handler<Request, ReplyInit>
  | OwnMethod<Request, unknown, never, ReplyInit>;

/** A push as its sender sees it. */
export type SentPush<Payload> = Pick<Push<Payload, unknown>, "method" | "write"> | OwnPush<Payload>;

/** A push as its receiver sees it. */
export type ReceivedPush<Payload> = Pick<Push<never, Payload>, "method" | "read"> | OwnPush<Payload>;

/** @throws Refusal MALFORMED, TOO_MANY or TOO_LARGE when the bytes are not a valid request of the method. */
export function readRequest<Request>(method: AnsweredMethod<Request, never>, payload: Uint8Array): Request {
  checkRequest(method, payload);
  try {
    return "request" in method ? method.request.decode(payload) : decode(method.read, payload);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(Code.MALFORMED, "The payload is not a message of this method. Encode it as SPEC describes.");
  }
}

/** Checks a payload against the method's shape, before it is decoded. @throws Refusal */
export function checkRequest(method: AnsweredMethod<unknown, never>, payload: Uint8Array): void {
  const fault = "shape" in method ? checkPayload(payload, method.shape) : undefined;
  if (fault) throw new Refusal(fault.code, fault.message);
}

export function writeRequest<RequestInit>(
  method: Method<unknown, RequestInit, unknown, never>,
  request: RequestInit,
): Uint8Array {
  return "request" in method ? method.request.encode(request) : encode(method.writeRequest, request);
}

export function readReply<Reply>(method: Method<unknown, never, Reply, never>, payload: Uint8Array): Reply {
  return "reply" in method ? method.reply.decode(payload) : decode(method.readReply, payload);
}

export function readPush<Payload>(push: ReceivedPush<Payload>, payload: Uint8Array): Payload {
  return "payload" in push ? push.payload.decode(payload) : decode(push.read, payload);
}
