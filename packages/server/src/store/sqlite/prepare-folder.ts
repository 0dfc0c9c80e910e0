import { accessSync, chmodSync, constants, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DATABASE_FILE } from "./messages.ts";

const OTHERS = 0o077;
const STICKY = 0o1000;

/** Creates the folder with access for its owner only, and removes others' access to an existing one. */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  const names = readdirSync(folder);
  // A folder with foreign files keeps its mode; Livename's own files in it are made private.
  if (names.length === 0 || names.includes(DATABASE_FILE)) makePrivate(folder);
  for (const name of names)
    if (/^(livename\.|control\.path$|photos$|web$|keys$)/.test(name)) makePrivate(join(folder, name));
}

/** Removes others' access to a file or folder of this user. Leaves folders with the sticky bit alone, such as /tmp. */
export function makePrivate(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  const { mode, uid } = found;
  if ((mode & OTHERS) === 0 || mode & STICKY || uid !== process.getuid?.()) return;
  chmodSync(path, mode & 0o700);
}
