import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Code } from "@livename/wire/frame";
import { Refusal } from "../../kernel/refusal.ts";
import type { Clock } from "../../time/clock.ts";
import { StoreStartError } from "../failure.ts";
import { moduleBeside, type Storage } from "../storage.ts";
import { deepProblems, quickProblems } from "./check.ts";
import { failureOf, openDatabase } from "./driver.ts";
import { DATABASE_FILE, type WorkerOptions } from "./messages.ts";
import { migrate, renewEpoch } from "./migrate.ts";
import type { ReaderOperations } from "./reader.ts";
import { loadStorages, type SqliteStorage } from "./storage.ts";
import { startWorker } from "./worker-client.ts";

/** Copies the database and verifies the copy, in a separate reader thread so that neither commits nor reads wait. */
export async function backup(options: WorkerOptions, file: string): Promise<void> {
  const target = resolve(file);
  if (existsSync(target)) throw new Refusal(Code.INVALID, `${target} exists already. Name a new file for the backup.`);
  // Write under another name and rename at the end, so that the final name is always a complete backup.
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  // Create the file first, private because it contains password hashes: SQLite fills an empty file and keeps its mode.
  writeFileSync(partial, "", { mode: 0o600 });
  const reader = await startWorker<ReaderOperations>(moduleBeside(import.meta.url, "reader"), options);
  try {
    const [problem] = await reader.call("backup", partial);
    if (problem !== undefined)
      throw new Refusal(
        Code.UNAVAILABLE,
        `The store is damaged and was not copied: ${problem} "livename check --deep" lists all damage.`,
      );
    sync(partial);
    renameSync(partial, target);
    sync(dirname(target));
  } finally {
    await reader.close();
    rmSync(partial, { force: true });
  }
}

/**
 * Creates a data folder from a backup. Overwrites nothing, and refuses a damaged backup.
 * @throws StoreStartError with the reason.
 */
export async function restore(
  options: { file: string; data: string; clock: Clock },
  storages: readonly Storage<unknown>[],
): Promise<void> {
  const loaded = await loadStorages(storages.map(({ sqlite }) => sqlite.href));
  const target = join(resolve(options.data), DATABASE_FILE);
  if (!existsSync(options.file)) throw new StoreStartError("internal", `There is no file ${options.file}.`);
  if (existsSync(target))
    throw new StoreStartError(
      "unwritable",
      `The folder ${resolve(options.data)} holds data already. Restore into a new folder, or move the old data away.`,
    );
  const partial = `${target}.partial`;
  try {
    mkdirSync(resolve(options.data), { recursive: true, mode: 0o700 });
    copyFileSync(options.file, partial);
    chmodSync(partial, 0o600);
    verify(partial, options, loaded);
    sync(partial);
    renameSync(partial, target);
    sync(resolve(options.data));
  } catch (error) {
    const { kind, message } = failureOf(error);
    if (kind === "corrupt")
      throw new StoreStartError("corrupt", `${options.file} is not a complete backup of Livename. Use another one.`);
    throw error instanceof StoreStartError ? error : new StoreStartError(kind, message);
  } finally {
    for (const rest of ["", "-wal", "-shm"]) rmSync(partial + rest, { force: true });
  }
}

function verify(file: string, options: { file: string; clock: Clock }, storages: readonly SqliteStorage[]): void {
  const db = openDatabase(file);
  try {
    const known = db.get("select 1 from sqlite_master where name = 'migrations'");
    if (!known) throw new StoreStartError("corrupt", `${options.file} is not a backup of Livename.`);
    const damaged = (problem: string | undefined): void => {
      if (problem === undefined) return;
      throw new StoreStartError("corrupt", `${options.file} is damaged: ${problem} Use another backup.`);
    };
    // Check the pages before migrating: the newest steps compute checksums of rows as they are, damaged or not.
    damaged(quickProblems(db)[0]);
    // The deep check needs the newest schema, so migrate a backup of an older version first.
    migrate(db, options.clock.now(), storages);
    damaged(deepProblems(db, storages)[0]);
    renewEpoch(db, options.clock.now());
  } finally {
    db.close();
  }
}

function sync(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
