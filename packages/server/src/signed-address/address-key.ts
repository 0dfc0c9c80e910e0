import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Log } from "../process/log.ts";
import { ownSecret } from "../process/own-secret.ts";

/**
 * The key that signs addresses, kept in the data folder. On a disk that takes no file it is for this start only: addresses
 * given before do not open, and clients ask for others.
 */
export function openAddressKey(data: string, log: Pick<Log, "warn">): Uint8Array {
  try {
    return ownSecret(join(data, "keys"), "addresses");
  } catch (err) {
    log.warn({ err }, "the key of signed addresses cannot be kept, so photos are fetched anew after a restart");
    return randomBytes(32);
  }
}
