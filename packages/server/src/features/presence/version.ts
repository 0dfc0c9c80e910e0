import { encode } from "@livename/wire";
import { type PresenceInit, writePresence } from "@livename/wire/presence";
import { fingerprint } from "../../text/fingerprint.ts";

/** Of the encoded view: equal views have equal versions on any server (P14). */
export function versionOf(view: PresenceInit): number {
  return fingerprint(encode(writePresence, view));
}
