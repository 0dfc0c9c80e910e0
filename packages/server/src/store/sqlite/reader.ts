// A worker that only reads, beside the writer: a long history delays no commit.

import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { failureOf, openDatabase } from "./driver.ts";
import { DATABASE_FILE, type FromWorker, type ToWorker, type WorkerOptions } from "./messages.ts";
import { reads } from "./operations.ts";
import { perform } from "./perform.ts";

const port = parentPort!;
const options = workerData as WorkerOptions;

function post(message: FromWorker): void {
  port.postMessage(message);
}

const operations = {
  ...reads,
  backup(db: ReturnType<typeof openDatabase>, file: string): void {
    db.run("vacuum into ?", file);
  },
};

export type ReaderOperations = typeof operations;

try {
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
