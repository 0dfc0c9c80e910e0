import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Log } from "../process/log.ts";
import { ownSecret } from "../process/own-secret.ts";

/**
 * The key that signs addresses, stored in the data folder. If it cannot be stored, a temporary key is used until the next
 * start: older addresses are then invalid, and clients ask for new ones.
 */
export function openAddressKey(data: string, log: Pick<Log, "warn">): Uint8Array {
  try {
    return ownSecret(join(data, "keys"), "addresses");
  } catch (err) {
    log.warn({ err }, "cannot store the key for signed addresses, so browsers fetch photos again after a restart");
    return randomBytes(32);
  }
}
