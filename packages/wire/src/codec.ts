import { Reader, Writer } from "../gen/runtime.js";

export type Read<T> = (r: Reader, end: number) => T;
export type Write<T> = (message: T, w: Writer) => void;

/**
 * Encodes a message as protobuf bytes.
 *
 * @throws RangeError when a number is negative, not finite, or 2^53 or more.
 */
export function encode<T>(write: Write<T>, message: T): Uint8Array {
  const writer = new Writer();
  write(message, writer);
  return writer.finish();
}

/**
 * Decodes the message in these bytes. Absent fields have their zero values; unknown fields are skipped. Fields of
 * type `bytes` are views of the given array, not copies.
 *
 * @throws RangeError when the bytes end too early, a length points past its parent, a string is not UTF-8, or a
 * number is 2^53 or more.
 */
export function decode<T>(read: Read<T>, bytes: Uint8Array): T {
  try {
    return read(new Reader(bytes), bytes.length);
  } catch (cause) {
    // protobufjs and TextDecoder throw their own errors. Callers of decode get one kind only.
    if (cause instanceof RangeError) throw cause;
    throw new RangeError(cause instanceof Error ? cause.message : "not a message", { cause });
  }
}
