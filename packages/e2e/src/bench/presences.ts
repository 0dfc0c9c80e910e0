// Finds the presences in a message without decoding it: a load client that sees a hundred thousand a second must cost
// less than the server that sends them. Field numbers are those of frame.proto and presence.proto.
import { Method } from "@livename/wire/frame";

/** One presence: where the person's id stands in the message, and the availability; 0 when none is told. */
export type SeePresence = (bytes: Buffer, from: number, to: number, availability: number) => void;

const LENGTH = 2;

/** Where the present walk stands. One walk at a time, so that no object is made for each. */
let at = 0;

/** Tells every presence in a message from the server, pushed or in the reply to a watch command. Returns their number. */
export function eachPresence(bytes: Buffer, see: SeePresence): number {
  let count = 0;
  at = 0;
  while (at < bytes.length) {
    varint(bytes);
    const end = varint(bytes) + at;
    count += inMessage(bytes, end, see);
    at = end;
  }
  return count;
}

function inMessage(bytes: Buffer, end: number, see: SeePresence): number {
  let method = 0;
  let payloadFrom = end;
  let payloadTo = end;
  while (at < end) {
    const tag = varint(bytes);
    if (tag === 0x10) method = varint(bytes);
    else if (tag === 0x1a) {
      payloadTo = varint(bytes) + at;
      payloadFrom = at;
      at = payloadTo;
    } else skip(bytes, tag);
  }
  if (method !== Method.PRESENCE_CHANGED && method !== Method.PRESENCE_WATCH) return 0;
  // PresenceEntry has its presence in field 3, WatchResult in field 4.
  const presenceTag = method === Method.PRESENCE_CHANGED ? 0x1a : 0x22;
  let count = 0;
  at = payloadFrom;
  while (at < payloadTo) {
    const tag = varint(bytes);
    if (tag !== 0x0a) {
      skip(bytes, tag);
      continue;
    }
    inEntry(bytes, varint(bytes) + at, presenceTag, see);
    count++;
  }
  return count;
}

function inEntry(bytes: Buffer, end: number, presenceTag: number, see: SeePresence): void {
  let from = at;
  let to = at;
  let availability = 0;
  while (at < end) {
    const tag = varint(bytes);
    if (tag === 0x0a) {
      to = varint(bytes) + at;
      from = at;
      at = to;
    } else if (tag === presenceTag) {
      const presenceEnd = varint(bytes) + at;
      // The first field of a presence, when there is one.
      if (at < presenceEnd && bytes[at] === 0x08) availability = bytes[at + 1]!;
      at = presenceEnd;
    } else skip(bytes, tag);
  }
  see(bytes, from, to, availability);
}

function varint(bytes: Buffer): number {
  let byte = bytes[at++]!;
  if (byte < 0x80) return byte;
  let value = byte & 0x7f;
  let factor = 0x80;
  do {
    if (at >= bytes.length) throw new RangeError("The server sent a number without an end.");
    byte = bytes[at++]!;
    value += (byte & 0x7f) * factor;
    factor *= 0x80;
  } while (byte >= 0x80);
  return value;
}

function skip(bytes: Buffer, tag: number): void {
  const type = tag & 7;
  if (type === 0) varint(bytes);
  else if (type === LENGTH) at = varint(bytes) + at;
  else throw new RangeError(`The server sent a field of type ${type}, which no message of the protocol has.`);
}
