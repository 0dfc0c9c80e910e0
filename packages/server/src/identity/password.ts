import { randomBytes, timingSafeEqual } from "node:crypto";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";
import type { People } from "../people/people.ts";
import type { Store } from "../stores.ts";
import { composed } from "../text/composed.ts";
import { type Derive, deriveInPool, HASH_BYTES, SCRYPT, type ScryptParameters } from "./scrypt.ts";

const SALT_BYTES = 16;
const MAX_BYTES = 1_024;
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/=-]+)\$([\w+/=-]+)$/;

/** How hashes are made. */
export interface Hashing {
  /** @default the process's pool of threads */
  readonly derive?: Derive;
  /** @default SCRYPT */
  readonly parameters?: ScryptParameters;
}

/** @throws Refusal INVALID for an empty or overlong password. */
export async function hashPassword(password: string, hashing: Hashing = {}): Promise<string> {
  const { derive = deriveInPool, parameters = SCRYPT } = hashing;
  if (password === "") throw new Refusal(Code.INVALID, "The password is empty. Choose one of at least one character.");
  if (isTooLong(password)) throw new Refusal(Code.INVALID, `The password is longer than ${MAX_BYTES} bytes.`);
  const salt = randomBytes(SALT_BYTES);
  return written(parameters, salt, await derive(normal(password), salt, parameters));
}

export interface PasswordCheck {
  readonly right: boolean;
  /** It was hashed with other parameters than today's. */
  readonly outdated: boolean;
}

/** Takes as long for a wrong password, an empty or an overlong one, as for a right one: one hash. */
export async function checkPassword(password: string, stored: string, hashing: Hashing = {}): Promise<PasswordCheck> {
  const { derive = deriveInPool, parameters = SCRYPT } = hashing;
  const form = FORM.exec(stored) ?? FORM.exec(nobodysHash(parameters))!;
  const used = { ln: Number(form[1]), r: Number(form[2]), p: Number(form[3]) };
  const expected = Buffer.from(form[5]!, "base64url");
  const hash = await derive(normal(password), Buffer.from(form[4]!, "base64url"), used);
  const same = expected.length === hash.length && timingSafeEqual(expected, hash);
  return {
    right: same && password !== "" && !isTooLong(password),
    outdated: used.ln !== parameters.ln || used.r !== parameters.r || used.p !== parameters.p,
  };
}

export interface PasswordSignIn {
  /**
   * `passwordHash` is the stored one that was checked: what the sign-in gives is worth nothing once another is stored.
   *
   * @throws Refusal UNAUTHENTICATED, the same for an unknown person as for a wrong password.
   */
  signIn(address: string, password: string): Promise<{ readonly person: string; readonly passwordHash: string }>;
}

/** Signs people in by address and password; hashes of older parameters are renewed on the way. */
export function createPasswordSignIn(options: {
  readonly store: Store;
  readonly people: People;
  readonly community: string;
  readonly hashing?: Hashing;
}): PasswordSignIn {
  const { store, people, community, hashing = {} } = options;
  // Somebody unknown costs the same time as somebody known.
  const nobody = nobodysHash(hashing.parameters ?? SCRYPT);
  const tried = async (address: string, password: string, again: boolean): ReturnType<PasswordSignIn["signIn"]> => {
    const person = people.resolve(community, address);
    const stored = await store.people.passwordHash(community, person?.id ?? "");
    const check = await checkPassword(password, stored ?? nobody, hashing);
    if (!person || stored === undefined || !check.right) throw wrongPassword();
    if (!check.outdated) return { person: person.id, passwordHash: stored };
    const passwordHash = await hashPassword(password, hashing);
    if (await store.people.renewPassword(community, person.id, stored, passwordHash))
      return { person: person.id, passwordHash };
    // Meanwhile another sign-in renewed the hash, or the person has a new password.
    if (again) return tried(address, password, false);
    throw wrongPassword();
  };
  return { signIn: (address, password) => tried(address, password, true) };
}

export function wrongPassword(): Refusal {
  return new Refusal(Code.UNAUTHENTICATED, "The address or the password is wrong.");
}

/** Of no password: nothing that is derived is the same. */
function nobodysHash(parameters: ScryptParameters): string {
  return written(parameters, randomBytes(SALT_BYTES), randomBytes(HASH_BYTES));
}

function written({ ln, r, p }: ScryptParameters, salt: Uint8Array, hash: Uint8Array): string {
  const [saltText, hashText] = [salt, hash].map((bytes) => Buffer.from(bytes).toString("base64url"));
  return `$scrypt$ln=${ln},r=${r},p=${p}$${saltText}$${hashText}`;
}

/** The same characters may be typed in several forms; NFKC makes them one. */
function normal(password: string): string {
  return composed(password, "NFKC");
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > MAX_BYTES;
}
