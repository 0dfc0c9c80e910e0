import { closeSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { Rejected } from "../failure.ts";
import { failureOf, isOpenElsewhere, openLock } from "./driver.ts";
import { DATABASE_FILE, LOCK_FILE } from "./messages.ts";

export interface FolderLock {
  /** To be called when the database is open. @throws Rejected "locked" when somebody removed the lock's file meanwhile. */
  confirm(): void;
  close(): void;
}

/**
 * Takes the folder for this process. Two locks: the lock's file, which is taken before anything is touched, and those
 * that SQLite holds on the database while it is open, which are there whatever becomes of the lock's file.
 * @throws Rejected "locked" when another process has it.
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

/** Nobody else's, whatever the folder lets others read. SQLite gives its log the database's mode. */
function make(file: string): void {
  try {
    // Only a file that is new is opened: closing another one would let go of this process's locks on it.
    closeSync(openSync(file, "wx", 0o600));
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function inUse(): Rejected {
  const message = "Another Livename server uses this data folder. Stop it, or give this one a folder of its own.";
  return new Rejected({ kind: "locked", message });
}
