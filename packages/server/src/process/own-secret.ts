import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BYTES = 32;

/** The server's own secret of that name, made with the first call; folder and file are for their owner alone. */
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
  // Beside it first: a file cut short by a crash would be no secret.
  writeFileSync(`${file}.new`, secret, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secret;
}
