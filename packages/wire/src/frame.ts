import {
  type Command,
  type ErrorInit,
  type Message,
  readClientFrame as readClient,
  readServerFrame as readServer,
  writeClientFrame,
  writeServerFrame,
} from "../gen/frame.js";
import { decode, encode } from "./codec.ts";

// Every function here makes a complete frame; frames of one kind may be concatenated into one (F2).

/**
 * A ClientFrame with one command. `key` is the client-made key of a mutation, 8 to 64 characters; `timeMs` what the
 * server's time is taken to be, where the payload gives an end.
 */
export function commandFrame(id: number, method: number, payload: Uint8Array, key = "", timeMs = 0): Uint8Array {
  return encode(writeClientFrame, { commands: [{ id, method: method as Command["method"], payload, key, timeMs }] });
}

/** A ServerFrame with one reply. */
export function replyFrame(replyTo: number, method: number, payload: Uint8Array): Uint8Array {
  return messageFrame(replyTo, method, payload);
}

/** A ServerFrame with one push. */
export function pushFrame(method: number, payload: Uint8Array): Uint8Array {
  return messageFrame(0, method, payload);
}

/** A ServerFrame with one refusal. */
export function errorFrame(replyTo: number, method: number, error: ErrorInit): Uint8Array {
  return encode(writeServerFrame, { messages: [{ replyTo, method: method as Message["method"], error }] });
}

/** A ServerFrame that tells the server's time and nothing else. */
export function timeFrame(serverTimeMs: number): Uint8Array {
  return encode(writeServerFrame, { serverTimeMs });
}

/**
 * The commands of a ClientFrame, in order; payloads are views of `bytes`, not copies.
 *
 * @throws RangeError when the bytes are no frame.
 */
export function readClientFrame(bytes: Uint8Array): Command[] {
  return decode(readClient, bytes).commands;
}

/**
 * The messages of a ServerFrame, in order; payloads are views of `bytes`, not copies. Its time is not among them.
 *
 * @throws RangeError when the bytes are no frame.
 */
export function readServerFrame(bytes: Uint8Array): Message[] {
  return decode(readServer, bytes).messages;
}

/** One frame of many. A single frame is returned as it is. */
export function concat(frames: readonly Uint8Array[]): Uint8Array {
  if (frames.length === 1) return frames[0]!;
  let length = 0;
  for (const frame of frames) length += frame.length;
  const all = new Uint8Array(length);
  let at = 0;
  for (const frame of frames) {
    all.set(frame, at);
    at += frame.length;
  }
  return all;
}

// Laid out by hand: a push is made for each change that anybody sees, and this allocates nothing but the frame.
// frame.test.ts holds it equal to the generated writer.
function messageFrame(replyTo: number, method: number, payload: Uint8Array): Uint8Array {
  const message =
    (replyTo ? 1 + varintSize(replyTo) : 0) +
    (method ? 1 + varintSize(method) : 0) +
    (payload.length ? 1 + varintSize(payload.length) + payload.length : 0);
  const frame = new Uint8Array(1 + varintSize(message) + message);
  let at = putVarint(frame, 0, 0x0a, message);
  if (replyTo) at = putVarint(frame, at, 0x08, replyTo);
  if (method) at = putVarint(frame, at, 0x10, method);
  if (payload.length) frame.set(payload, putVarint(frame, at, 0x1a, payload.length));
  return frame;
}

function varintSize(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : value < 0x1000_0000 ? 4 : 5;
}

/** Writes a one-byte tag and an unsigned 32-bit value; returns where the next byte goes. */
function putVarint(bytes: Uint8Array, at: number, tag: number, value: number): number {
  let next = at;
  let rest = value >>> 0;
  bytes[next++] = tag;
  while (rest > 0x7f) {
    bytes[next++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[next++] = rest;
  return next;
}
