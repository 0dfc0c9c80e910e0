import { Code } from "../gen/frame.js";
import { DEFAULT_FRAME_BOUNDS, DEFAULT_PAYLOAD_BOUNDS, type FrameBounds, type PayloadBounds } from "./limits.ts";
import { FieldWalk } from "./walk.ts";

/** Why the server refuses bytes before it decodes them. */
export interface Fault {
  /** MALFORMED, TOO_LARGE or TOO_MANY. */
  readonly code: Code;
  /** What is wrong and what to do. */
  readonly message: string;
}

/**
 * The nested fields of a message type: the shape of each field that is a message, 0 for a packed list. Generated
 * for each request (`@livename/wire/handlers`).
 */
export interface Shape {
  readonly [field: number]: Shape | 0;
}

/** Checks a ClientFrame without decoding it. Returns what is wrong, or undefined if it can be decoded (F12). */
export function checkFrame(bytes: Uint8Array, bounds: FrameBounds = DEFAULT_FRAME_BOUNDS): Fault | undefined {
  if (bytes.length > bounds.frameBytes) {
    return tooLarge(`The frame has ${bytes.length} bytes, ${bounds.frameBytes} are allowed. Send smaller batches.`);
  }
  const frame = new FieldWalk(bytes);
  const command = new FieldWalk(bytes);
  const payload = new FieldWalk(bytes);
  let commands = 0;
  let fields = 0;
  while (frame.pos < frame.end) {
    if (!frame.next()) return malformed("ClientFrame", frame.pos);
    if (++fields > bounds.fields) return tooManyFields(bounds.fields);
    if (frame.field !== 1 || frame.wireType !== 2) continue;
    if (++commands > bounds.commands) {
      return tooMany(`The frame has more than ${bounds.commands} commands. Send them in several frames.`);
    }
    command.pos = frame.start;
    command.end = frame.pos;
    while (command.pos < command.end) {
      if (!command.next()) return malformed("Command", command.pos);
      if (++fields > bounds.fields) return tooManyFields(bounds.fields);
      if (command.wireType !== 2) continue;
      const length = command.pos - command.start;
      if (command.field === 3 && length > bounds.payloadBytes) {
        return tooLarge(`A payload has ${length} bytes, ${bounds.payloadBytes} are allowed. Send smaller batches.`);
      }
      if (command.field === 4 && length > bounds.keyBytes) {
        return tooLarge(`A key has ${length} bytes. Make keys of 8 to ${bounds.keyBytes} characters.`);
      }
      if (command.field !== 3) continue;
      // Only count the fields: many small payloads together must not cost more than one large payload may. A malformed
      // payload is refused with its own command.
      payload.pos = command.start;
      payload.end = command.pos;
      while (payload.pos < payload.end && payload.next()) {
        if (++fields > bounds.fields) return tooManyFields(bounds.fields);
      }
    }
  }
  return undefined;
}

/** Checks a payload of this shape without decoding it. Returns what is wrong, or undefined if it can be decoded. */
export function checkPayload(
  bytes: Uint8Array,
  shape: Shape,
  bounds: PayloadBounds = DEFAULT_PAYLOAD_BOUNDS,
): Fault | undefined {
  const walk = new FieldWalk(bytes);
  const outerEnds: number[] = [];
  const outerShapes: Shape[] = [];
  let inside = shape;
  let fields = 0;
  for (;;) {
    while (walk.pos === walk.end) {
      const end = outerEnds.pop();
      if (end === undefined) return undefined;
      walk.end = end;
      inside = outerShapes.pop()!;
    }
    if (!walk.next()) return malformed("payload", walk.pos);
    fields++;
    const held = walk.wireType === 2 ? inside[walk.field] : undefined;
    if (held === 0) fields += packedCount(bytes, walk.start, walk.pos);
    if (fields > bounds.fields) return tooManyFields(bounds.fields);
    if (!held) continue;
    if (outerEnds.length >= bounds.depth) {
      return malformed(`payload (more than ${bounds.depth} messages inside each other)`, walk.start);
    }
    outerEnds.push(walk.end);
    outerShapes.push(inside);
    walk.end = walk.pos;
    walk.pos = walk.start;
    inside = held;
  }
}

/** Counts the varints that end in these bytes. */
function packedCount(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (bytes[at]! < 0x80) count++;
  return count;
}

function malformed(what: string, at: number): Fault {
  return {
    code: Code.MALFORMED,
    message: `The bytes are not a valid ${what}: byte ${at}. Encode it as the protocol's files describe.`,
  };
}

function tooManyFields(allowed: number): Fault {
  return tooMany(`More than ${allowed} fields. Send smaller batches.`);
}

function tooMany(message: string): Fault {
  return { code: Code.TOO_MANY, message };
}

function tooLarge(message: string): Fault {
  return { code: Code.TOO_LARGE, message };
}
