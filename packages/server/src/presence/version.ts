import { hash } from "node:crypto";
import { encode } from "@livename/wire";
import { type PresenceInit, writePresence } from "@livename/wire/presence";

/** 52 bits of SHA-256 over the encoded view, never 0: equal views have equal versions on any server (P14). */
export function versionOf(view: PresenceInit): number {
  const digest = hash("sha256", encode(writePresence, view), "buffer");
  return digest.readUInt32BE(0) * 2 ** 20 + (digest.readUInt32BE(4) >>> 12) || 1;
}
