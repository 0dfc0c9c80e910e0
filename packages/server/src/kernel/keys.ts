import { Code } from "@livename/wire/frame";
import { fingerprint } from "../text/fingerprint.ts";
import { Refusal } from "./refusal.ts";

/** Keys of the last changes of one register, each with what stands for its command; kept with the register (F14). */
export type Keys = readonly string[];

/** A command as far as it is known again: its key, empty for none, and its bytes. */
export interface Keyed {
  readonly key: string;
  readonly payload: Uint8Array;
}

/** How many keys a register remembers. */
const REMEMBERED = 8;

/**
 * Whether the command has had its effect already.
 *
 * @throws Refusal INVALID when the key was another command's.
 */
export function isDone(keys: Keys, command: Keyed): boolean {
  if (command.key === "") return false;
  const known = keys.find((one) => one.startsWith(`${command.key} `));
  if (known === undefined) return false;
  if (known !== entryOf(command)) throw usedKey();
  return true;
}

/** With that of a command which has its effect with the change that keeps them. */
export function withKey(keys: Keys, command: Keyed): Keys {
  return command.key === "" ? keys : [...keys, entryOf(command)].slice(-REMEMBERED);
}

const KEY = /^[\x21-\x7e]{8,64}$/;

/** INVALID unless there is no key, or it is one (F14). */
export function keyProblem(key: string): Refusal | undefined {
  if (key === "" || KEY.test(key)) return undefined;
  return new Refusal(Code.INVALID, "A key has 8 to 64 printable ASCII characters. Make another.");
}

export function usedKey(): Refusal {
  return new Refusal(Code.INVALID, "This key was another command's. Make a new key for each command.");
}

/** Keys have no blank in them (F14). */
function entryOf({ key, payload }: Keyed): string {
  return `${key} ${fingerprint(payload).toString(36)}`;
}
