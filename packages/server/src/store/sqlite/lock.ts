import { closeSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { Rejected } from "../failure.ts";
import { failureOf, isOpenElsewhere, openLock } from "./driver.ts";
import { DATABASE_FILE, LOCK_FILE } from "./messages.ts";

export interface FolderLock {
  /** Call this when the database is open. @throws Rejected "locked" when the lock file was removed or replaced meanwhile. */
  confirm(): void;
  close(): void;
}

/**
 * Locks the folder for this process. There are two locks: on the lock file, taken before anything is touched, and
 * SQLite's own on the open database, which hold even if the lock file is removed.
 * @throws Rejected "locked" when another process uses the folder.
 */
export function takeFolder(folder: string): FolderLock {
  const file = join(folder, LOCK_FILE);
  const database = join(folder, DATABASE_FILE);
  try {
    make(file);
    const lock = openLock(file);
    const { ino } = statSync(file);
    try {
      make(database);
      if (isOpenElsewhere(database)) throw inUse();
    } catch (error) {
      lock.close();
      throw error;
    }
    return {
      close: () => lock.close(),
      confirm() {
        if (statSync(file, { throwIfNoEntry: false })?.ino !== ino) throw inUse();
      },
    };
  } catch (error) {
    if (failureOf(error).kind === "locked") throw inUse();
    throw error;
  }
}

/** Creates the file if it is missing, for its owner only. SQLite gives its write-ahead log the database's mode. */
function make(file: string): void {
  try {
    // "wx" opens only a new file: opening and closing an existing one would release this process's locks on it.
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function inUse(): Rejected {
  const message = "Another Livename server uses this data folder. Stop it, or give this one a folder of its own.";
  return new Rejected({ kind: "locked", message });
}
