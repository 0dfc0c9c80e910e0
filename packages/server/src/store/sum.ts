import { crc32 } from "node:zlib";

/** As databases give them. */
export type Summed = string | number | bigint | Uint8Array | null;

/**
 * One number for what a row says, the same in every database. A row whose bytes were changed beneath us has another one
 * than it was written with; nobody is kept from changing both.
 */
export function sumOf(values: readonly Summed[]): number {
  let sum = 0;
  // Gathered, since a call costs more than the bytes that it is for.
  let text = "";
  for (const value of values) {
    // With its kind and length before it, so that no value can pass for the end of another.
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
