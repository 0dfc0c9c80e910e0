// The worker that writes. Requests that wait together share one commit; nothing is answered before its commit.

import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { Failure } from "../failure.ts";
import { type Database, failureOf, openDatabase, openLock, Rejected } from "./driver.ts";
import {
  DATABASE_FILE,
  type FromWorker,
  LOCK_FILE,
  type Reply,
  type Request,
  type ToWorker,
  type WorkerOptions,
} from "./messages.ts";
import { migrate } from "./migrate.ts";
import { writes } from "./operations.ts";
import { perform } from "./perform.ts";

/** How long a first request waits for company. */
const GATHER_MS = 1;
/** A longer transaction would keep its first requests waiting for the last. */
const MAX_BATCH = 1024;

const port = parentPort!;
const options = workerData as WorkerOptions;

function start(): { db: Database; lock: { close(): void } } {
  const lock = takeLock();
  try {
    const file = join(options.folder, DATABASE_FILE);
    // Hashes of passwords are nobody else's, whatever the folder lets others read.
    closeSync(openSync(file, "a", 0o600));
    const db = openDatabase(file, { synchronous: options.synchronous });
    migrate(db, options.nowMs);
    return { db, lock };
  } catch (error) {
    lock.close();
    throw error;
  }
}

function takeLock(): { close(): void } {
  try {
    return openLock(join(options.folder, LOCK_FILE));
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind !== "locked") throw error;
    const message = "Another Livename server uses this data folder. Stop it, or give this one a folder of its own.";
    throw new Rejected({ kind: "locked", message });
  }
}

/** All requests in one transaction, each in a savepoint, so that the failure of one does not harm its neighbours. */
function commit(db: Database, requests: readonly Request[]): Reply[] {
  try {
    db.exec("begin immediate");
    const replies = requests.map((request) => {
      // A full disk may end the transaction from below: then nobody's write stands.
      if (!db.inTransaction) throw new Rejected({ kind: "io", message: "the transaction was ended" });
      db.run("savepoint request");
      const reply = perform(db, writes, request);
      if (!reply[1] && isStorage(reply[2])) throw new Rejected(reply[2]);
      if (!reply[1]) db.run("rollback to request");
      db.run("release request");
      return reply;
    });
    db.exec("commit");
    return replies;
  } catch (error) {
    if (db.inTransaction) db.exec("rollback");
    const failure = failureOf(error);
    return requests.map(([id]) => [id, false, failure]);
  }
}

function isStorage(failure: Failure): boolean {
  return failure.kind === "full" || failure.kind === "io" || failure.kind === "corrupt";
}

function serve({ db, lock }: ReturnType<typeof start>): void {
  const queue: Request[] = [];
  let scheduled = false;

  const work = (): void => {
    scheduled = false;
    post(commit(db, queue.splice(0, MAX_BATCH)));
    if (queue.length > 0) schedule(true);
  };
  const schedule = (now: boolean): void => {
    if (scheduled) return;
    scheduled = true;
    if (now) setImmediate(work);
    else setTimeout(work, GATHER_MS);
  };

  port.on("message", (message: ToWorker) => {
    if (message === "close") {
      while (queue.length > 0) post(commit(db, queue.splice(0, MAX_BATCH)));
      db.close();
      lock.close();
      port.close();
      return;
    }
    for (const request of message) queue.push(request);
    schedule(queue.length >= MAX_BATCH);
  });
}

function post(message: FromWorker): void {
  port.postMessage(message);
}

try {
  const opened = start();
  serve(opened);
  post({ started: true });
} catch (error) {
  post({ started: false, failure: failureOf(error) });
}
