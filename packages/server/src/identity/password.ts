import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { Code } from "@livename/wire/frame";
import type { People } from "../directory/people.ts";
import { Refusal } from "../refusal.ts";
import type { PersonRecord, Store } from "../store/store.ts";

/** Cost of a password's hash. Memory is 128 · 2^ln · r bytes: 32 MiB by default. */
export interface ScryptParameters {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** One of the settings that OWASP's password storage cheat sheet holds equal. */
export const SCRYPT: ScryptParameters = { ln: 15, r: 8, p: 3 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MAX_BYTES = 1_024;
const MAX_WAITING = 64;
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/=-]+)\$([\w+/=-]+)$/;

let waiting = 0;

/** @throws Refusal INVALID for an empty or overlong password. */
export async function hashPassword(password: string, parameters: ScryptParameters = SCRYPT): Promise<string> {
  if (password === "") throw new Refusal(Code.INVALID, "The password is empty. Choose one of at least one character.");
  if (isTooLong(password)) throw new Refusal(Code.INVALID, `The password is longer than ${MAX_BYTES} bytes.`);
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, parameters);
  const { ln, r, p } = parameters;
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
}

export interface PasswordCheck {
  readonly right: boolean;
  /** It was hashed with other parameters than today's. */
  readonly outdated: boolean;
}

/** Takes as long for a wrong password as for a right one. */
export async function checkPassword(
  password: string,
  stored: string,
  parameters: ScryptParameters = SCRYPT,
): Promise<PasswordCheck> {
  const form = FORM.exec(stored);
  if (!form || password === "" || isTooLong(password)) return { right: false, outdated: false };
  const used = { ln: Number(form[1]), r: Number(form[2]), p: Number(form[3]) };
  const expected = Buffer.from(form[5]!, "base64url");
  const hash = await derive(password, Buffer.from(form[4]!, "base64url"), used);
  const right = expected.length === hash.length && timingSafeEqual(expected, hash);
  return { right, outdated: used.ln !== parameters.ln || used.r !== parameters.r || used.p !== parameters.p };
}

export interface PasswordSignIn {
  /** @throws Refusal UNAUTHENTICATED, the same for an unknown person as for a wrong password. */
  signIn(address: string, password: string): Promise<PersonRecord>;
}

/** Signs people in by address and password; hashes of older parameters are renewed on the way. */
export function createPasswordSignIn(options: {
  readonly store: Store;
  readonly people: People;
  readonly community: string;
  readonly parameters?: ScryptParameters;
}): PasswordSignIn {
  const { store, people, community, parameters = SCRYPT } = options;
  // Somebody unknown costs the same time as somebody known.
  const nobody = hashPassword(randomBytes(SALT_BYTES).toString("hex"), parameters);
  nobody.catch(() => undefined);
  return {
    async signIn(address, password) {
      const person = people.resolve(community, address);
      const stored = person && (await store.people.passwordHash(community, person.id));
      const check = await checkPassword(password, stored ?? (await nobody), parameters);
      if (!person || stored === undefined || !check.right)
        throw new Refusal(Code.UNAUTHENTICATED, "The address or the password is wrong.");
      if (check.outdated)
        await store.people.setPassword(community, person.id, await hashPassword(password, parameters));
      return person;
    },
  };
}

function isTooLong(password: string): boolean {
  return Buffer.byteLength(password) > MAX_BYTES;
}

function derive(password: string, salt: Uint8Array, { ln, r, p }: ScryptParameters): Promise<Buffer> {
  // A flood of sign-ins must not fill the memory; what waits in the thread pool has its memory already promised.
  if (waiting >= MAX_WAITING)
    return Promise.reject(new Refusal(Code.RATE_LIMITED, "Too many people sign in at once. Try again soon.", 2_000));
  waiting++;
  const N = 2 ** ln;
  return new Promise((resolve, reject) => {
    // The same characters may be typed in several forms; NFKC makes them one.
    scrypt(password.normalize("NFKC"), salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, hash) => {
      waiting--;
      if (error) reject(error);
      else resolve(hash);
    });
  });
}
