import { randomFillSync } from "node:crypto";

/** A call of the system's generator costs more than the bytes that it gives. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** So many random bytes, at most 4,096, as base64url; none of them is ever given twice. */
export function randomText(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString("base64url", used, used + bytes);
  // What was given is not left where a later fault could show it.
  pool.fill(0, used, used + bytes);
  used += bytes;
  return text;
}
