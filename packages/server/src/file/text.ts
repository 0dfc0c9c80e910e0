import { ImportError } from "./import-error.ts";

/** The largest file that can be imported. */
export const MAX_IMPORT_BYTES = 64 * 1024 * 1024;

/** Decodes a file: UTF-8, or UTF-16 with a byte order mark. @throws ImportError when it is too large or malformed. */
export function toText(bytes: Uint8Array): string {
  if (bytes.length > MAX_IMPORT_BYTES)
    throw new ImportError([{ line: 0, message: `The file is larger than ${MAX_IMPORT_BYTES / 1024 / 1024} MiB.` }]);
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(mark, { fatal: true }).decode(bytes);
  } catch {
    const message = "The text is not in UTF-8. Save the file again with that encoding.";
    throw new ImportError([{ line: mark === "utf-8" ? firstBadLine(bytes) : 0, message }]);
  }
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const next = bytes.indexOf(0x0a, start);
    const end = next < 0 ? bytes.length : next + 1;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return 0;
}
