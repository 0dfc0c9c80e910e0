import { crc32 } from "node:zlib";

/** A column's value, as database drivers return it. */
export type Summed = string | number | bigint | Uint8Array | null;

/**
 * A checksum (CRC-32) of a row's values, the same for every database. It detects damage to a row's bytes on disk, but
 * not tampering: whoever changes the row can change the checksum too.
 */
export function sumOf(values: readonly Summed[]): number {
  let sum = 0;
  // Collect text for fewer calls: a call of crc32 costs more than hashing the bytes of a value.
  let text = "";
  for (const value of values) {
    // Each value is prefixed with its type and length, so that different rows cannot have the same bytes.
    if (value instanceof Uint8Array) {
      sum = crc32(value, crc32(`${text}b${value.length}:`, sum));
      text = "";
    } else {
      const shown = String(value);
      text += `${kindOf(value)}${shown.length}:${shown}`;
    }
  }
  return crc32(text, sum);
}

function kindOf(value: string | number | bigint | null): string {
  if (value === null) return "n";
  return typeof value === "string" ? "t" : "i";
}
