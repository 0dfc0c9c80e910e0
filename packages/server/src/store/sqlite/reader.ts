// A worker that only reads, beside the writer, so that long reads delay no commit.

import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { deepProblemsOf, quickProblems, tablesIn } from "./check.ts";
import { type Database, failureOf, openDatabase } from "./driver.ts";
import { DATABASE_FILE, type FromWorker, type ToWorker, type WorkerOptions } from "./messages.ts";
import { epochOf } from "./migrate.ts";
import { perform } from "./perform.ts";
import { loadStorages, named, type SqliteStorage } from "./storage.ts";

const port = parentPort!;
const options = workerData as WorkerOptions;
let storages: SqliteStorage[] = [];

function post(message: FromWorker): void {
  port.postMessage(message);
}

const own = {
  epoch: (db: Database): number => epochOf(db),
  /** Copies the database. Returns the problems of the copy, which include those of the original. */
  backup(db: Database, file: string): string[] {
    db.run("vacuum into ?", file);
    return deepProblemsOf(file, storages);
  },
  tables: (db: Database): string[] => tablesIn(db),
  quickProblems: (db: Database, table: string): string[] => quickProblems(db, table),
};

/** The store's own read operations; all others belong to storages. */
export type ReaderOperations = typeof own;

try {
  storages = await loadStorages(options.storages);
  const operations = Object.assign({}, own, ...storages.map(({ name, reads }) => named(name, reads)));
  const db = openDatabase(join(options.folder, DATABASE_FILE), { readOnly: true });
  port.on("message", (message: ToWorker) => {
    if (message === "close") {
      db.close();
      port.close();
      return;
    }
    post(message.map((request) => perform(db, operations, request)));
  });
  post({ started: true });
} catch (error) {
  post({ started: false, failure: failureOf(error) });
}
