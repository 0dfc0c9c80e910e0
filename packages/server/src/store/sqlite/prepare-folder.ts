import { accessSync, chmodSync, constants, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DATABASE_FILE } from "./messages.ts";

const OTHERS = 0o077;
const STICKY = 0o1000;

/** Makes the folder, for its owner alone, and takes from others what they may do with one that is there. */
export function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  const names = readdirSync(folder);
  // A folder with other things in it is not only ours to close, but what we keep in it is.
  if (names.length === 0 || names.includes(DATABASE_FILE)) makePrivate(folder);
  for (const name of names)
    if (/^(livename\.|control\.path$|photos$|web$|keys$)/.test(name)) makePrivate(join(folder, name));
}

/** Leaves to others nothing of a file or folder that is this user's. Not where everybody keeps something, as in /tmp. */
export function makePrivate(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return;
  const { mode, uid } = found;
  if ((mode & OTHERS) === 0 || mode & STICKY || uid !== process.getuid?.()) return;
  chmodSync(path, mode & 0o700);
}
