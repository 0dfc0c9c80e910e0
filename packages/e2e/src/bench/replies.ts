// Finds replies in a message from the server without decoding it. Field numbers are those of frame.proto.
import { Walk } from "./walk.ts";

const walk = new Walk();

/** Replies to the command with this number, refusals among them; with 0, to any command. A push is no reply. */
export function repliesIn(bytes: Buffer, command: number): number {
  return count(bytes, command, false);
}

/** Of these, the refusals. */
export function refusalsIn(bytes: Buffer, command: number): number {
  return count(bytes, command, true);
}

function count(bytes: Buffer, command: number, onlyRefusals: boolean): number {
  let found = 0;
  walk.bytes = bytes;
  walk.at = 0;
  for (let end = walk.message(); end !== undefined; end = walk.message()) {
    let replyTo = 0;
    let refused = false;
    while (walk.at < end) {
      const tag = walk.varint();
      if (tag === 0x08) replyTo = walk.varint();
      else {
        refused ||= tag === 0x22;
        walk.skip(tag);
      }
    }
    if (replyTo !== 0 && (command === 0 || replyTo === command) && (refused || !onlyRefusals)) found++;
  }
  return found;
}
