// What others than its owner may do with a file or folder, as far as its mode says. Modes mean nothing on Windows.
import { existsSync, fstatSync, readFileSync, type Stats, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { shellWord } from "./shell-word.ts";

const READ = 0o044;
const WRITE = 0o022;
/** As in /tmp: whoever may write in such a folder can still not replace what others keep there. */
const STICKY = 0o1000;

/** That others may read or change a file with a secret, and how to end it; undefined when they may not. */
export function exposureOf(file: string): string | undefined {
  const mode = modeOf(() => statSync(file));
  const may = [mode & READ ? "read" : "", mode & WRITE ? "change" : ""].filter((verb) => verb !== "").join(" and ");
  if (may === "") return undefined;
  return `${file} holds a secret, which others than its owner may ${may} (mode ${octal(mode)}). Close it: chmod 600 ${shellWord(file)}`;
}

/** That others may change a file which decides what the server trusts, and how to end it. */
export function changeableBy(file: string): string | undefined {
  const mode = modeOf(() => statSync(file));
  if (!(mode & WRITE)) return undefined;
  return `Others than its owner may change ${file} (mode ${octal(mode)}), and so what the server trusts. Close it: chmod go-w ${shellWord(file)}`;
}

/** That others could replace what is kept in the folder, or in the nearest one that is there. */
export function replaceableIn(folder: string): string | undefined {
  let nearest = resolve(folder);
  while (!existsSync(nearest)) nearest = dirname(nearest);
  const mode = modeOf(() => statSync(nearest));
  if (!(mode & WRITE) || mode & STICKY) return undefined;
  return `Others than its owner may write in ${nearest} (mode ${octal(mode)}), and so replace a key in it. Close it first: chmod go-w ${shellWord(nearest)}`;
}

/** That what is printed goes into a file that others may read or change. */
export function outputExposure(output: object): string | undefined {
  const fd = "fd" in output && typeof output.fd === "number" ? output.fd : undefined;
  if (fd === undefined) return undefined;
  const mode = modeOf(() => fstatSync(fd));
  if (!(mode & (READ | WRITE))) return undefined;
  return `The key would go into a file that others than its owner may read or change (mode ${octal(mode)}). Close that file with chmod 600 and run this again; with "umask 077" before, new files are closed from the start.`;
}

/** Whether a file of keys holds one that nobody else may know: everything but public keys and certificates. */
export function holdsSecret(file: string): boolean {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch {
    // Whoever reads it to use it says why it cannot be.
    return false;
  }
  if (text.startsWith("-----BEGIN ")) return text.includes("PRIVATE KEY");
  // The secret of a symmetric JSON Web Key is its member k, that of a pair d.
  return text.startsWith("{") ? /"[kd]"\s*:/.test(text) : true;
}

/** Of files and folders; 0 of terminals and pipes, and of what is not there. */
function modeOf(look: () => Stats): number {
  if (process.platform === "win32") return 0;
  try {
    const stats = look();
    return stats.isFile() || stats.isDirectory() ? stats.mode : 0;
  } catch {
    return 0;
  }
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(3, "0");
}
