// Finds the presences in a message without decoding it. Field numbers are those of frame.proto and presence.proto.
import { Method } from "@livename/wire/frame";
import { Walk } from "./walk.ts";

/** One presence: where the person's id stands in the message, and the availability; 0 when none is told. */
export type SeePresence = (bytes: Buffer, from: number, to: number, availability: number) => void;

const walk = new Walk();

/** Tells every presence in a message from the server, pushed or in the reply to a watch command. Returns their number. */
export function eachPresence(bytes: Buffer, see: SeePresence): number {
  let count = 0;
  walk.bytes = bytes;
  walk.at = 0;
  for (let end = walk.message(); end !== undefined; end = walk.message()) {
    count += inMessage(bytes, end, see);
    walk.at = end;
  }
  return count;
}

function inMessage(bytes: Buffer, end: number, see: SeePresence): number {
  let method = 0;
  let payloadFrom = end;
  let payloadTo = end;
  while (walk.at < end) {
    const tag = walk.varint();
    if (tag === 0x10) method = walk.varint();
    else if (tag === 0x1a) {
      payloadTo = walk.varint() + walk.at;
      payloadFrom = walk.at;
      walk.at = payloadTo;
    } else walk.skip(tag);
  }
  if (method !== Method.PRESENCE_CHANGED && method !== Method.PRESENCE_WATCH) return 0;
  // PresenceEntry has its presence in field 3, WatchResult in field 4.
  const presenceTag = method === Method.PRESENCE_CHANGED ? 0x1a : 0x22;
  let count = 0;
  walk.at = payloadFrom;
  while (walk.at < payloadTo) {
    const tag = walk.varint();
    if (tag !== 0x0a) {
      walk.skip(tag);
      continue;
    }
    inEntry(bytes, walk.varint() + walk.at, presenceTag, see);
    count++;
  }
  return count;
}

function inEntry(bytes: Buffer, end: number, presenceTag: number, see: SeePresence): void {
  let from = walk.at;
  let to = walk.at;
  let availability = 0;
  while (walk.at < end) {
    const tag = walk.varint();
    if (tag === 0x0a) {
      to = walk.varint() + walk.at;
      from = walk.at;
      walk.at = to;
    } else if (tag === presenceTag) {
      const presenceEnd = walk.varint() + walk.at;
      // The first field of a presence, when there is one.
      if (walk.at < presenceEnd && bytes[walk.at] === 0x08) availability = bytes[walk.at + 1]!;
      walk.at = presenceEnd;
    } else walk.skip(tag);
  }
  see(bytes, from, to, availability);
}
