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

// Every function here makes a complete frame. Frames of one kind can be concatenated into one (F2).

/**
 * A ClientFrame with one command. `key` is the client-made key of a mutation, 8 to 64 characters. `timeMs` is the
 * client's estimate of the server's time, for a payload that gives an end time; otherwise 0.
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

/** A ServerFrame that holds only the server's time, in milliseconds since 1970 UTC. */
export function timeFrame(serverTimeMs: number): Uint8Array {
  return encode(writeServerFrame, { serverTimeMs });
}

/**
 * Returns the commands of a ClientFrame, in order. Payloads are views of `bytes`, not copies.
 *
 * @throws RangeError when the bytes are not a frame.
 */
export function readClientFrame(bytes: Uint8Array): Command[] {
  return decode(readClient, bytes).commands;
}

/**
 * Returns the messages of a ServerFrame, in order, without its time. Payloads are views of `bytes`, not copies.
 *
 * @throws RangeError when the bytes are not a frame.
 */
export function readServerFrame(bytes: Uint8Array): Message[] {
  return decode(readServer, bytes).messages;
}

/** Concatenates frames into one. A single frame is returned as it is, without a copy. */
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

// Written by hand for speed: the server encodes a push for every visible change, and this allocates only the frame.
// frame.test.ts checks that the result equals that of the generated writer.
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

/** Writes a one-byte tag and an unsigned 32-bit value. Returns the position of the next byte. */
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
