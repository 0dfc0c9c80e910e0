import { crc32 } from "node:zlib";

/** As databases give them. */
export type Summed = string | number | bigint | Uint8Array | null;

/**
 * One number for what a row says, the same in every database. A row whose bytes were changed beneath us has another one
 * than it was written with; nobody is kept from changing both.
 */
export function sumOf(values: readonly Summed[]): number {
  let sum = 0;
  for (const value of values) {
    const bytes = typeof value === "string" || value instanceof Uint8Array ? value : String(value);
    // With its kind before it, so that no value can pass for the end of another.
    sum = crc32(bytes, crc32(`${kindOf(value)}${bytes.length}:`, sum));
  }
  return sum;
}

function kindOf(value: Summed): string {
  if (value === null) return "n";
  return typeof value === "string" ? "t" : value instanceof Uint8Array ? "b" : "i";
}
