import { type ScryptOptions, scrypt } from "node:crypto";

/** Cost of a password's hash. Memory is 128 · 2^ln · r bytes: 32 MiB by default. */
export interface ScryptParameters {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** One of the settings that OWASP's password storage cheat sheet holds equal. */
export const SCRYPT: ScryptParameters = { ln: 15, r: 8, p: 3 };

export const HASH_BYTES = 32;

/** The 32 bytes that a password and a salt give. Each call costs a quarter of a second of one core. */
export type Derive = (password: string, salt: Uint8Array, parameters: ScryptParameters) => Promise<Uint8Array>;

export function costOf({ ln, r, p }: ScryptParameters): ScryptOptions {
  const N = 2 ** ln;
  return { N, r, p, maxmem: 256 * N * r };
}

/** In the process's pool of threads, which files and names need too: for a command that does nothing else. */
export const deriveInPool: Derive = (password, salt, parameters) =>
  new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, costOf(parameters), (error, hash) => (error ? reject(error) : resolve(hash)));
  });
