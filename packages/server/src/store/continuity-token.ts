import { createHmac, timingSafeEqual } from "node:crypto";
import type { Told } from "./continuity.ts";

/** Part of the signed bytes, so that a token cannot pass for anything else that the mark's key signs. */
const PURPOSE = "livename continuity token 1\0";
const NUMBERS = 24;
const MAC = 16;

/** Makes a client's continuity token: opaque to clients, and the same for all of them. */
export function sealToken(key: Uint8Array, { epoch, run, commits }: Told): Buffer {
  const token = Buffer.alloc(NUMBERS + MAC);
  for (const [at, number] of [epoch, run, commits].entries()) token.writeBigUInt64BE(BigInt(number), at * 8);
  macOf(key, token).copy(token, NUMBERS);
  return token;
}

/** Reads a token; undefined when it was not sealed with this key. */
export function openToken(key: Uint8Array, token: Uint8Array): Told | undefined {
  if (token.length !== NUMBERS + MAC) return undefined;
  const bytes = Buffer.from(token.buffer, token.byteOffset, token.length);
  if (!timingSafeEqual(bytes.subarray(NUMBERS), macOf(key, bytes))) return undefined;
  const [epoch, run, commits] = [0, 8, 16].map((at) => Number(bytes.readBigUInt64BE(at)));
  return { epoch: epoch!, run: run!, commits: commits! };
}

function macOf(key: Uint8Array, token: Buffer): Buffer {
  const hmac = createHmac("sha256", key).update(PURPOSE).update(token.subarray(0, NUMBERS));
  return hmac.digest().subarray(0, MAC);
}
