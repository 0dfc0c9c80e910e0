import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BYTES = 32;

/** Reads the server's secret of this name; creates it if there is none. Only the owner can read the folder and the file. */
export function ownSecret(folder: string, name: string): Uint8Array {
  const file = join(folder, `${name}.key`);
  try {
    const secret = readFileSync(file);
    if (secret.length === BYTES) return secret;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const secret = randomBytes(BYTES);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Write another file and rename it, so that a crash leaves no truncated secret.
  writeFileSync(`${file}.new`, secret, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secret;
}
