// The worker that writes. Requests that wait together share one commit; nothing is answered before its commit.

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

/** After a commit of fewer than these the next one is made at once; after a larger one it waits for company. */
const FEW = 8;
const GATHER_MS = 3;
/** A longer transaction would keep its first requests waiting for the last. */
const MAX_BATCH = 1024;

const port = parentPort!;
const options = workerData as WorkerOptions;

interface Opened {
  readonly db: Database;
  readonly writers: readonly StorageWriter[];
  readonly checkpoints: Checkpoints;
  readonly lock: FolderLock;
  /** Absent for a store that ends with the process. */
  readonly run: StoreRun | undefined;
}

function start(storages: readonly SqliteStorage[]): Opened {
  const lock = takeFolder(options.folder);
  try {
    const file = join(options.folder, DATABASE_FILE);
    const db = openDatabase(file, { synchronous: options.synchronous, checkpoints: "elsewhere" });
    const { upgraded, uncounted } = migrate(db, options.nowMs, storages);
    lock.confirm();
    // What versions before deleted may still stand in free pages.
    if (upgraded) db.exec("pragma temp_store = file; vacuum; pragma temp_store = memory");
    // Before any storage reads the epoch.
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
    post({ warning: `The mark ${place.file} cannot be written (${reason}): what is put back now may go unnoticed.` });
  return new StoreRun(db, { place, nowMs, uncounted, shared, failed });
}

const flush = (writers: readonly StorageWriter[]): void => {
  for (const writer of writers) writer.flush?.();
};
const forget = (writers: readonly StorageWriter[]): void => {
  for (const writer of writers) writer.forget?.();
};

/** All requests in one transaction. */
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
function apart(
  db: Database,
  writers: readonly StorageWriter[],
  operations: Operations,
  requests: readonly Request[],
): Reply[] {
  return requests.map((request) => {
    // A full disk may end the transaction from below: then nobody's write stands.
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

/** What the store itself does; all else is the storages'. */
function ownOperations(storages: readonly SqliteStorage[], writers: readonly StorageWriter[]) {
  return {
    ...rewriteWrites,
    tables: (_db: Database, what: "people" | "messages"): string[] => tablesOf(storages, what),
    erase(db: Database, community: string, person: string): boolean {
      flush(writers);
      const known = writers.map((writer) => writer.erase?.(community, person) ?? false);
      // Rows changed beneath what they remember.
      forget(writers);
      noteErasure(db, "people");
      return known.includes(true);
    },
  };
}

/** What cannot be part of a transaction with others. */
function aloneOperations({ run, writers }: Opened) {
  return {
    truncateLog: (db: Database): boolean => db.truncateLog(),
    opening: (_db: Database): Opening | undefined => run?.opening,
    /** Everything that was told is void. */
    renew(_db: Database, nowMs: number) {
      const renewed = run?.renew(nowMs);
      // They may remember the epoch.
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
