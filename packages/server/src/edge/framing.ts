import { timeFrame } from "@livename/wire";
import { type Batch, newest } from "./outbox.ts";

const PING: Buffer = Buffer.from([0x89, 0x00]);

/** A WebSocket ping, which browsers answer themselves, and a message with the time, because page scripts see no pings (F19). */
export function pingAt(nowMs: number): Buffer {
  return Buffer.concat([PING, timeAt(nowMs)]);
}

/** A message that holds only the server's time. */
export function timeAt(nowMs: number): Buffer {
  return frameOf([timeFrame(nowMs)]);
}

/** Concatenates the payloads (F2) into one unmasked binary WebSocket message. */
export function frameOf(payloads: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const payload of payloads) length += payload.length;
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = 0x82;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(0, 2);
    frame.writeUInt32BE(length, 6);
  }
  let at = head;
  for (const payload of payloads) {
    frame.set(payload, at);
    at += payload.length;
  }
  return frame;
}

/** Splits the payloads, in order, into groups of at most `mostBytes`. A payload larger than that is a group of its own. */
export function parts(payloads: readonly Uint8Array[], mostBytes: number): Uint8Array[][] {
  const all: Uint8Array[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const payload of payloads) {
    bytes += payload.length;
    if (bytes > mostBytes) {
      all.push([]);
      bytes = payload.length;
    }
    all.at(-1)!.push(payload);
  }
  return all;
}

/**
 * Builds one message for all connections that get the same batch in the same flush. Most watchers of a change get
 * nothing else in that flush, and writing one buffer to many sockets is the cheapest fan-out.
 */
export class SharedFrames {
  #byFirst = new Map<Uint8Array, { readonly batch: Batch; readonly frame: Buffer }>();

  frameOf(batch: Batch): Buffer {
    const first = batch.frames[0]!;
    const known = this.#byFirst.get(first);
    if (known && same(known.batch.frames, batch.frames)) return known.frame;
    const frame = frameOf(newest(batch).frames);
    this.#byFirst.set(first, { batch, frame });
    return frame;
  }

  clear(): void {
    // A new map, not `clear()`: a cleared hash table refers to its successor. Once one table is in the collector's old
    // generation, it would keep the frames of all later flushes alive.
    if (this.#byFirst.size > 0) this.#byFirst = new Map();
  }
}

function same(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
