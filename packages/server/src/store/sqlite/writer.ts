// The worker that writes. Requests that wait together share one commit; nothing is answered before its commit.

import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { Failure } from "../failure.ts";
import { type AppendValues, flatten, toRequest } from "./append-call.ts";
import { Checkpoints } from "./checkpoints.ts";
import { type Database, failureOf, openDatabase, Rejected } from "./driver.ts";
import { eraseMessages } from "./erase-messages.ts";
import { Ledger } from "./ledger.ts";
import { type FolderLock, takeFolder } from "./lock.ts";
import {
  DATABASE_FILE,
  type FromWorker,
  type Reply,
  type Request,
  type ToWorker,
  type WorkerOptions,
} from "./messages.ts";
import { migrate } from "./migrate.ts";
import { type Operations, writes } from "./operations.ts";
import { perform } from "./perform.ts";

/** After a commit of fewer than these the next one is made at once; after a larger one it waits for company. */
const FEW = 8;
const GATHER_MS = 3;
/** A longer transaction would keep its first requests waiting for the last. */
const MAX_BATCH = 1024;

const port = parentPort!;
const options = workerData as WorkerOptions;

interface Opened {
  readonly db: Database;
  readonly ledger: Ledger;
  readonly checkpoints: Checkpoints;
  readonly lock: FolderLock;
}

function start(): Opened {
  const lock = takeFolder(options.folder);
  try {
    const file = join(options.folder, DATABASE_FILE);
    const db = openDatabase(file, { synchronous: options.synchronous, checkpoints: "elsewhere" });
    const upgraded = migrate(db, options.nowMs);
    lock.confirm();
    // What versions before deleted may still stand in free pages.
    if (upgraded) db.exec("pragma temp_store = file; vacuum; pragma temp_store = memory");
    return { db, ledger: new Ledger(db), checkpoints: new Checkpoints(db, options), lock };
  } catch (error) {
    lock.close();
    throw error;
  }
}

/** All requests in one transaction. */
function commit({ db, ledger }: Opened, operations: Operations, requests: readonly Request[]): Reply[] {
  try {
    db.exec("begin immediate");
    let replies = together(db, operations, requests);
    if (!replies) {
      db.exec("rollback");
      ledger.forget();
      db.exec("begin immediate");
      replies = apart(db, ledger, operations, requests);
    }
    ledger.write();
    db.exec("commit");
    return replies;
  } catch (error) {
    if (db.inTransaction) db.exec("rollback");
    ledger.forget();
    const failure = failureOf(error);
    return requests.map(([id]) => [id, false, failure]);
  }
}

/** One after the other without a net; undefined when one is refused, whose traces must not be committed. */
function together(db: Database, operations: Operations, requests: readonly Request[]): Reply[] | undefined {
  const replies: Reply[] = [];
  for (const request of requests) {
    const reply = perform(db, operations, request);
    if (!reply[1] && isStorage(reply[2])) throw new Rejected(reply[2]);
    if (!reply[1]) return undefined;
    replies.push(reply);
  }
  return replies;
}

/** Each in a savepoint, so that the failure of one does not harm its neighbours. */
function apart(db: Database, ledger: Ledger, operations: Operations, requests: readonly Request[]): Reply[] {
  return requests.map((request) => {
    // A full disk may end the transaction from below: then nobody's write stands.
    if (!db.inTransaction) throw new Rejected({ kind: "io", message: "the transaction was ended" });
    db.run("savepoint request");
    const reply = perform(db, operations, request);
    if (reply[1]) ledger.write();
    else if (isStorage(reply[2])) throw new Rejected(reply[2]);
    else {
      db.run("rollback to request");
      ledger.forget();
    }
    db.run("release request");
    return reply;
  });
}

function isStorage(failure: Failure): boolean {
  return failure.kind === "full" || failure.kind === "io" || failure.kind === "corrupt";
}

function operationsOf(ledger: Ledger) {
  return {
    ...writes,
    append: (_db: Database, ...values: AppendValues) => flatten(ledger.append(toRequest(...values))),
    markRead: (_db: Database, ...values: Parameters<Ledger["markRead"]>) => ledger.markRead(...values),
    eraseMessages(db: Database, community: string, person: string): number {
      ledger.write();
      const erased = eraseMessages(db, community, person);
      // Registers changed beneath it.
      ledger.forget();
      return erased;
    },
  };
}

/** What cannot be part of a transaction. */
const alone = {
  truncateLog: (db: Database): boolean => db.truncateLog(),
};

export type WriterOperations = ReturnType<typeof operationsOf> & typeof alone;

function serve(opened: Opened): void {
  const operations = operationsOf(opened.ledger);
  const queue: Request[] = [];
  let scheduled = false;
  /** How many the last commit took. */
  let company = 0;

  const work = (): void => {
    scheduled = false;
    const requests = queue.splice(0, MAX_BATCH);
    company = requests.length;
    post(commit(opened, operations, requests));
    opened.checkpoints.committed();
    if (queue.length > 0) schedule();
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    if (queue.length >= MAX_BATCH || company < FEW) setImmediate(work);
    else setTimeout(work, GATHER_MS);
  };

  port.on("message", (message: ToWorker) => {
    if (message === "close") {
      while (queue.length > 0) post(commit(opened, operations, queue.splice(0, MAX_BATCH)));
      void close(opened);
      return;
    }
    for (const request of message) {
      if (request[1] in alone) post([perform(opened.db, alone, request)]);
      else queue.push(request);
    }
    if (queue.length > 0) schedule();
  });
}

/** The last connection to close tidies the log away: this one. */
async function close({ db, checkpoints, lock }: Opened): Promise<void> {
  await checkpoints.close();
  db.close();
  lock.close();
  port.close();
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
