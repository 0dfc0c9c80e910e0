// The only file that uses node:sqlite.

import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { Refusal } from "../../kernel/refusal.ts";
import { normalAddress } from "../../text/address.ts";
import { type Failure, type FailureKind, Rejected } from "../failure.ts";
import { sumOf } from "../sum.ts";
import { quietly } from "./quietly.ts";

const sqlite = quietly(() => process.getBuiltinModule("node:sqlite"));

export type Value = SQLInputValue;

export interface DatabaseOptions {
  readonly readOnly?: boolean;
  /** FULL: a commit returns after its fdatasync. OFF: for stores that need not survive a crash. */
  readonly synchronous?: "FULL" | "OFF";
  readonly busyTimeoutMs?: number;
  /**
   * Whether commits on this connection checkpoint the write-ahead log, or another connection does.
   * @default "here"
   */
  readonly checkpoints?: "here" | "elsewhere";
}

/** Pages of the write-ahead log after which a commit checkpoints in any case: 64 MiB and 1 GiB. */
const LOG_PAGES = { here: 16_384, elsewhere: 262_144 };

/** An SQLite database with a cache of prepared statements. Rows have the type that the caller names, unchecked. */
export interface Database {
  exec(sql: string): void;
  run(sql: string, ...values: Value[]): number;
  get<Row>(sql: string, ...values: Value[]): Row | undefined;
  all<Row>(sql: string, ...values: Value[]): Row[];
  /** Reads lazily, row by row. */
  each<Row>(sql: string, ...values: Value[]): Iterable<Row>;
  /** Runs reads that all see the same state of the database. */
  snapshot<Result>(read: () => Result): Result;
  /** Moves the write-ahead log into the database file, as far as readers allow (a passive checkpoint). */
  checkpoint(): void;
  /**
   * Checkpoints the whole write-ahead log and truncates its file, so that its old content cannot be read any more. False
   * while a reader still sees an older state; try again then.
   */
  truncateLog(): boolean;
  readonly inTransaction: boolean;
  close(): void;
}

export function openDatabase(file: string, options: DatabaseOptions = {}): Database {
  const { readOnly = false, busyTimeoutMs = 5_000 } = options;
  const db = new sqlite.DatabaseSync(file, { readOnly, timeout: busyTimeoutMs });
  try {
    // secure_delete overwrites deleted content, also in pages that become free.
    if (!readOnly) db.exec("pragma journal_mode = wal; pragma secure_delete = on");
    db.exec(`pragma synchronous = ${options.synchronous ?? "FULL"}`);
    db.exec("pragma foreign_keys = off; pragma temp_store = memory; pragma cache_size = -65536");
    db.exec(`pragma wal_autocheckpoint = ${LOG_PAGES[options.checkpoints ?? "here"]}`);
    // For schema steps that convert stored data.
    db.function("row_sum", { deterministic: true, varargs: true }, (...values) => sumOf(values));
    db.function("normal_address", { deterministic: true }, (address) => normalAddress(String(address)));
  } catch (error) {
    db.close();
    throw error;
  }
  return wrap(db, busyTimeoutMs);
}

/** Whether another process has the database open. Each open connection holds a lock on the file. */
export function isOpenElsewhere(file: string): boolean {
  const db = new sqlite.DatabaseSync(file, { timeout: 0 });
  try {
    db.exec("pragma locking_mode = exclusive; begin exclusive; rollback");
    return false;
  } catch (error) {
    if (failureOf(error).kind === "locked") return true;
    throw error;
  } finally {
    db.close();
  }
}

/** Locks a database file for as long as it is open. The operating system releases the lock when the process dies. */
export function openLock(file: string): { close(): void } {
  const db = new sqlite.DatabaseSync(file, { timeout: 0 });
  try {
    db.exec("begin exclusive");
  } catch (error) {
    db.close();
    throw error;
  }
  return { close: () => db.close() };
}

function wrap(db: DatabaseSync, busyTimeoutMs: number): Database {
  const statements = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const prepared = db.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  };
  return {
    exec: (sql) => db.exec(sql),
    run: (sql, ...values) => Number(statement(sql).run(...values).changes),
    get: <Row>(sql: string, ...values: Value[]) => statement(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: Value[]) => statement(sql).all(...values) as Row[],
    each: <Row>(sql: string, ...values: Value[]) => statement(sql).iterate(...values) as Iterable<Row>,
    snapshot(read) {
      db.exec("begin");
      try {
        return read();
      } finally {
        db.exec("rollback");
      }
    },
    checkpoint() {
      try {
        statement("pragma wal_checkpoint(passive)").get();
      } catch {
        // Nothing is lost: the content stays in the log, and the next write reports what is wrong with the disk.
      }
    },
    truncateLog() {
      // Do not make the writer wait for a slow reader.
      db.exec("pragma busy_timeout = 0");
      try {
        return db.prepare("pragma wal_checkpoint(truncate)").get()?.busy === 0;
      } finally {
        db.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
      }
    },
    get inTransaction() {
      return db.isTransaction;
    },
    close: () => db.close(),
  };
}

const PRIMARY_CODE = 0xff;
const KINDS: Readonly<Record<number, FailureKind>> = {
  5: "locked",
  6: "locked",
  8: "unwritable",
  10: "io",
  11: "corrupt",
  13: "full",
  14: "unwritable",
  26: "corrupt",
};

/** Converts an error to plain data. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Rejected) return error.failure;
  if (error instanceof Refusal) {
    const { code, message, retryAfterMs } = error;
    return { kind: "refusal", code, message, retryAfterMs };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && "errcode" in error && typeof error.errcode === "number")
    return { kind: KINDS[error.errcode & PRIMARY_CODE] ?? "internal", message };
  if (error instanceof Error && "code" in error) {
    if (error.code === "ENOSPC" || error.code === "EDQUOT") return { kind: "full", message };
    if (error.code === "EACCES" || error.code === "EROFS" || error.code === "EPERM" || error.code === "ENOTDIR")
      return { kind: "unwritable", message };
  }
  return { kind: "internal", message };
}
