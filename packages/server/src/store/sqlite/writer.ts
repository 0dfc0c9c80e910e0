// The worker that writes, with group commit: requests that wait at the same time share one transaction, and each is
// answered after its commit.

import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { Failure } from "../failure.ts";
import { Rejected } from "../failure.ts";
import type { Operations } from "../storage.ts";
import { Checkpoints } from "./checkpoints.ts";
import { type Database, failureOf, openDatabase } from "./driver.ts";
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
import { perform } from "./perform.ts";
import { noteErasure, rewriteWrites, tablesOf } from "./rewrite.ts";
import { type Opening, StoreRun } from "./run.ts";
import { loadStorages, named, type SqliteStorage, type StorageWriter } from "./storage.ts";

/** After a commit with fewer requests than this, the next one starts at once. After a larger one it waits GATHER_MS for more. */
const FEW = 8;
const GATHER_MS = 3;
/** Most requests per transaction, so that the first requests do not wait too long for the last. */
const MAX_BATCH = 1024;

const port = parentPort!;
const options = workerData as WorkerOptions;

interface Opened {
  readonly db: Database;
  readonly writers: readonly StorageWriter[];
  readonly checkpoints: Checkpoints;
  readonly lock: FolderLock;
  /** Absent for a store in memory. */
  readonly run: StoreRun | undefined;
}

function start(storages: readonly SqliteStorage[]): Opened {
  const lock = takeFolder(options.folder);
  try {
    const file = join(options.folder, DATABASE_FILE);
    const db = openDatabase(file, { synchronous: options.synchronous, checkpoints: "elsewhere" });
    const { upgraded, uncounted } = migrate(db, options.nowMs, storages);
    lock.confirm();
    // Older versions may have left deleted data in free pages: `vacuum` removes it.
    if (upgraded) db.exec("pragma temp_store = file; vacuum; pragma temp_store = memory");
    // This can start a new epoch, so it must come before any storage reads the epoch.
    const run = openRun(db, uncounted);
    return {
      db,
      run,
      writers: storages.map((storage) => storage.writer(db)),
      checkpoints: new Checkpoints(db, options),
      lock,
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

function openRun(db: Database, uncounted: boolean): StoreRun | undefined {
  const { mark: place, commits: shared, nowMs } = options;
  if (!place || !shared) return undefined;
  const failed = (reason: string): void =>
    post({
      warning: `The mark ${place.file} cannot be written (${reason}): if the data is replaced by an old copy now, it may go unnoticed.`,
    });
  return new StoreRun(db, { place, nowMs, uncounted, shared, failed });
}

const flush = (writers: readonly StorageWriter[]): void => {
  for (const writer of writers) writer.flush?.();
};
const forget = (writers: readonly StorageWriter[]): void => {
  for (const writer of writers) writer.forget?.();
};

/** Runs all requests in one transaction. If one fails, runs them again, each in its own savepoint. */
function commit({ db, writers, run }: Opened, operations: Operations, requests: readonly Request[]): Reply[] {
  try {
    db.exec("begin immediate");
    let replies = together(db, operations, requests);
    if (!replies) {
      db.exec("rollback");
      forget(writers);
      db.exec("begin immediate");
      replies = apart(db, writers, operations, requests);
    }
    flush(writers);
    const counts = run?.count();
    db.exec("commit");
    if (counts) run?.committed();
    return replies;
  } catch (error) {
    if (db.inTransaction) db.exec("rollback");
    forget(writers);
    const failure = failureOf(error);
    return requests.map(([id]) => [id, false, failure]);
  }
}

/** Runs the requests without savepoints, which is faster. Returns undefined if one failed: its writes must be rolled back. */
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

/** Runs each request in a savepoint, so that a failure rolls back only its own writes. */
function apart(
  db: Database,
  writers: readonly StorageWriter[],
  operations: Operations,
  requests: readonly Request[],
): Reply[] {
  return requests.map((request) => {
    // On a full disk SQLite may roll back the whole transaction by itself: then all requests fail.
    if (!db.inTransaction) throw new Rejected({ kind: "io", message: "the transaction was ended" });
    db.run("savepoint request");
    const reply = perform(db, operations, request);
    if (reply[1]) flush(writers);
    else if (isStorage(reply[2])) throw new Rejected(reply[2]);
    else {
      db.run("rollback to request");
      forget(writers);
    }
    db.run("release request");
    return reply;
  });
}

function isStorage(failure: Failure): boolean {
  return failure.kind === "full" || failure.kind === "io" || failure.kind === "corrupt";
}

/** The store's own write operations; all others belong to storages. */
function ownOperations(storages: readonly SqliteStorage[], writers: readonly StorageWriter[]) {
  return {
    ...rewriteWrites,
    tables: (_db: Database, what: "people" | "messages"): string[] => tablesOf(storages, what),
    erase(db: Database, community: string, person: string): boolean {
      flush(writers);
      const known = writers.map((writer) => writer.erase?.(community, person) ?? false);
      // The rows behind the caches have changed.
      forget(writers);
      noteErasure(db, "people");
      return known.includes(true);
    },
  };
}

/** Operations that cannot share a transaction. */
function aloneOperations({ run, writers }: Opened) {
  return {
    truncateLog: (db: Database): boolean => db.truncateLog(),
    opening: (_db: Database): Opening | undefined => run?.opening,
    /** Starts a new epoch, which voids everything that clients hold. */
    renew(_db: Database, nowMs: number) {
      const renewed = run?.renew(nowMs);
      // Storages may have cached the epoch.
      forget(writers);
      return renewed;
    },
  };
}

export type WriterOperations = ReturnType<typeof ownOperations> & ReturnType<typeof aloneOperations>;

function serve(opened: Opened, storages: readonly SqliteStorage[]): void {
  const operations: Operations = Object.assign(
    {},
    ownOperations(storages, opened.writers),
    ...opened.writers.map(({ writes }, index) => named(storages[index]!.name, writes)),
  );
  const alone: Operations = aloneOperations(opened);
  const queue: Request[] = [];
  let scheduled = false;
  /** The number of requests in the last commit. */
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

/** Closes the database last of all connections: the last one to close removes the write-ahead log. */
async function close({ db, checkpoints, lock, run }: Opened): Promise<void> {
  await checkpoints.close();
  db.close();
  await run?.close();
  lock.close();
  port.close();
}

function post(message: FromWorker): void {
  port.postMessage(message);
}

try {
  const storages = await loadStorages(options.storages);
  serve(start(storages), storages);
  post({ started: true });
} catch (error) {
  post({ started: false, failure: failureOf(error) });
}
