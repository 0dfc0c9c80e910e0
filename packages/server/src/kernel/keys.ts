import { Code } from "@livename/wire/frame";
import { fingerprint } from "../text/fingerprint.ts";
import { Refusal } from "./refusal.ts";

/** Idempotency keys of a register's last changes, each with a fingerprint of its command; stored with the register (F14). */
export type Keys = readonly string[];

/** What identifies a repeated command: its idempotency key, empty for none, and its bytes. */
export interface Keyed {
  readonly key: string;
  readonly payload: Uint8Array;
}

/** How many keys a register remembers. */
const REMEMBERED = 8;

/**
 * Whether the command has already taken effect.
 *
 * @throws Refusal INVALID when another command had the key.
 */
export function isDone(keys: Keys, command: Keyed): boolean {
  if (command.key === "") return false;
  const known = keys.find((one) => one.startsWith(`${command.key} `));
  if (known === undefined) return false;
  if (known !== entryOf(command)) throw usedKey();
  return true;
}

/** Adds the command's key; the oldest keys are dropped. Store the result together with the command's change. */
export function withKey(keys: Keys, command: Keyed): Keys {
  return command.key === "" ? keys : [...keys, entryOf(command)].slice(-REMEMBERED);
}

const KEY = /^[\x21-\x7e]{8,64}$/;

/** Refuses a malformed key with INVALID; an empty key, which stands for none, is accepted (F14). */
export function keyProblem(key: string): Refusal | undefined {
  if (key === "" || KEY.test(key)) return undefined;
  return new Refusal(Code.INVALID, "A key has 8 to 64 printable ASCII characters. Make another.");
}

export function usedKey(): Refusal {
  return new Refusal(Code.INVALID, "Another command used this key. Make a new key for each command.");
}

/** Keys contain no blank (F14), so a blank can separate key and fingerprint. */
function entryOf({ key, payload }: Keyed): string {
  return `${key} ${fingerprint(payload).toString(36)}`;
}
