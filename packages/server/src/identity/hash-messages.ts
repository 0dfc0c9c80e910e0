import type { ScryptParameters } from "./scrypt.ts";

/** What a thread that hashes is asked; it has one question at a time. */
export interface HashQuestion {
  readonly password: string;
  readonly salt: Uint8Array;
  readonly parameters: ScryptParameters;
}

/** The hash, or why there is none. */
export type HashAnswer = { readonly hash: Uint8Array } | { readonly problem: string };
