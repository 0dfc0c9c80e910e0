import { mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** The longest path of a Unix socket that every system takes. */
const MAX_PATH_BYTES = 103;

export interface SocketPlace {
  /** Where to listen. */
  readonly path: string;
  /** Removes what was made for it. */
  release(): void;
}

/**
 * Where the socket that belongs at `wanted` can be: there, or, when the path is longer than a socket's may be, in a
 * private folder beside other temporary files, which a note in the data folder names.
 */
export function takeSocketPlace(wanted: string): SocketPlace {
  if (fits(wanted)) {
    rmSync(wanted, { force: true });
    return { path: wanted, release: () => rmSync(wanted, { force: true }) };
  }
  const note = noteOf(wanted);
  forget(note);
  // Its owner alone may enter a folder made so.
  const path = join(mkdtempSync(join(tmpdir(), "livename-")), "control.sock");
  if (!fits(path)) {
    rmdirSync(dirname(path));
    throw new Error(
      `Neither ${wanted} nor ${path} is short enough for a socket. Use a data folder with a shorter path.`,
    );
  }
  writeFileSync(note, path, { mode: 0o600 });
  return { path, release: () => forget(note) };
}

/** Where the socket that belongs at `wanted` is, if a server listens; undefined when none does. */
export function findSocket(wanted: string): string | undefined {
  return fits(wanted) ? wanted : readNote(noteOf(wanted));
}

function noteOf(wanted: string): string {
  return `${wanted.replace(/\.sock$/, "")}.path`;
}

function readNote(note: string): string | undefined {
  try {
    return readFileSync(note, "utf8");
  } catch {
    return undefined;
  }
}

function forget(note: string): void {
  const path = readNote(note);
  if (path === undefined) return;
  rmSync(note, { force: true });
  try {
    rmSync(path, { force: true });
    rmdirSync(dirname(path));
  } catch {
    // Temporary files are cleared by others too.
  }
}

function fits(path: string): boolean {
  return Buffer.byteLength(path) <= MAX_PATH_BYTES;
}
