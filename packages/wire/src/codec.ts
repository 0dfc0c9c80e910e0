import { Reader, Writer } from "../gen/runtime.js";

export type Read<T> = (r: Reader, end: number) => T;
export type Write<T> = (message: T, w: Writer) => void;

/** The message as protobuf bytes. */
export function encode<T>(write: Write<T>, message: T): Uint8Array {
  const writer = new Writer();
  write(message, writer);
  return writer.finish();
}

/**
 * The message in these bytes; absent fields have their zero values, unknown fields are skipped.
 *
 * @throws RangeError when the bytes end too early or a length points past the end.
 */
export function decode<T>(read: Read<T>, bytes: Uint8Array): T {
  const reader = new Reader(bytes);
  const message = read(reader, reader.len);
  if (reader.pos !== reader.len) throw new RangeError(`message ends at ${reader.pos} of ${reader.len} bytes`);
  return message;
}
