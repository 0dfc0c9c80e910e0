// A worker that searches, beside the reader: who types waits for no history, and nobody for who types.

import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { type Database, failureOf, openDatabase } from "../../store/sqlite/driver.ts";
import {
  DATABASE_FILE,
  type FromWorker,
  type Request,
  type ToWorker,
  type WorkerOptions,
} from "../../store/sqlite/messages.ts";
import { Directory } from "./finder.ts";

const port = parentPort!;
const options = workerData as WorkerOptions;

/** What it does, by name. What takes long goes on between the messages that come meanwhile. */
type Calls = Pick<Directory, "load" | "refresh" | "search" | "resolve" | "departments" | "department" | "chart">;
export type FinderOperations = {
  readonly [Name in keyof Calls]: (
    db: Database,
    ...values: Parameters<Calls[Name]>
  ) => Awaited<ReturnType<Calls[Name]>>;
};

function post(message: FromWorker): void {
  port.postMessage(message);
}

async function answer(directory: Directory, [id, operation, values]: Request): Promise<void> {
  try {
    const call = directory[operation as keyof Calls] as (...values: readonly unknown[]) => unknown;
    post([[id, true, await call.apply(directory, [...values])]]);
  } catch (error) {
    post([[id, false, failureOf(error)]]);
  }
}

try {
  const db = openDatabase(join(options.folder, DATABASE_FILE), { readOnly: true });
  // Everybody is read once, from one end to the other: nothing of it is worth keeping.
  db.exec("pragma cache_size = -2048");
  const directory = new Directory(db);
  port.on("message", (message: ToWorker) => {
    if (message === "close") {
      directory.close();
      db.close();
      port.close();
      return;
    }
    for (const request of message) void answer(directory, request);
  });
  post({ started: true });
} catch (error) {
  post({ started: false, failure: failureOf(error) });
}
