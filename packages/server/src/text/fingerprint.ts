import { hash } from "node:crypto";

/** 52 bits of SHA-256, never 0. Used as a version: equal bytes have equal versions on every server (P14, L7). */
export function fingerprint(bytes: Uint8Array): number {
  const digest = hash("sha256", bytes, "buffer");
  return digest.readUInt32BE(0) * 2 ** 20 + (digest.readUInt32BE(4) >>> 12) || 1;
}
