import { createHash, randomInt } from "node:crypto";
import { Rejected } from "../failure.ts";
import { BEFORE_STORAGES, STEPS_BEFORE } from "./before.ts";
import type { Database } from "./driver.ts";
import type { SqliteStorage } from "./storage.ts";

type Steps = Pick<SqliteStorage, "name" | "steps">;

/** Stands in the old list in place of a checksum. */
const MOVED = "steps";

/** Two copies of a database that go different ways from the same moment on get different epochs. */
const SCATTER_MS = 1_000;

const NEWER = "The data folder was written by a newer version of Livename. Install that version, or restore a backup.";

export interface Migrated {
  /** It was an older one. */
  readonly upgraded: boolean;
  /** It was one that did not count its commits. */
  readonly uncounted: boolean;
}

/**
 * Brings the database up to the newest steps of each storage, each step in a transaction of its own. Steps only go
 * forward; what storages have there that are not among these stays as it is.
 * @throws Rejected "newer" when a newer program wrote it, "changed" when a step was edited after it was applied.
 */
export function migrate(db: Database, nowMs: number, storages: readonly Steps[]): Migrated {
  db.exec(
    "create table if not exists meta (key text not null primary key, value integer not null) strict, without rowid;" +
      "create table if not exists steps (storage text not null, step integer not null, checksum text not null, " +
      "applied_ms integer not null, primary key (storage, step)) strict, without rowid;" +
      "create table if not exists runs (began integer not null primary key, run integer not null) strict",
  );
  const older = bringFromBefore(db, nowMs, storages);
  check(db, storages);
  let upgraded = false;
  for (const { name, steps } of storages) {
    const { applied } = db.get<{ applied: number }>(
      "select coalesce(max(step), 0) as applied from steps where storage = ?",
      name,
    )!;
    upgraded ||= applied > 0 && applied < steps.length;
    for (let step = applied + 1; step <= steps.length; step++)
      apply(db, steps[step - 1]!, () => note(db, name, step, steps[step - 1]!, nowMs));
  }
  // Held numbers and versions count only within an epoch; see `renewEpoch`.
  const made = db.run("insert into meta values ('epoch', ?) on conflict do nothing", Math.max(1, nowMs)) > 0;
  const counts = db.run("insert into meta values ('commits', 0) on conflict do nothing") === 0;
  return { upgraded: older || upgraded, uncounted: !made && !counts };
}

/** Whether this program can read the database; it may still lack the newest steps. */
export function check(db: Database, storages: readonly Steps[]): void {
  const known = new Map(storages.map(({ name, steps }) => [name, steps]));
  for (const { storage, step, checksum } of db.all<{ storage: string; step: number; checksum: string }>(
    "select storage, step, checksum from steps",
  )) {
    const steps = known.get(storage);
    if (!steps) continue;
    const sql = steps[step - 1];
    if (sql === undefined) throw new Rejected({ kind: "newer", message: NEWER });
    if (sumOf(sql) !== checksum) throw changed(`Step ${step} of ${storage}`);
  }
}

/** Until storages had steps of their own there was one list for all; its last entry keeps older programs out. */
function bringFromBefore(db: Database, nowMs: number, storages: readonly Steps[]): boolean {
  const list =
    "create table if not exists migrations (version integer primary key, checksum text not null, applied_ms integer not null) strict";
  db.exec(list);
  const done = db.all<{ version: number; checksum: string }>(
    "select version, checksum from migrations order by version",
  );
  const last = STEPS_BEFORE.length + 1;
  if (done.some(({ version, checksum }) => version > last || (version === last && checksum !== MOVED)))
    throw new Rejected({ kind: "newer", message: NEWER });
  for (const { version, checksum } of done)
    if (version < last && checksum !== sumOf(STEPS_BEFORE[version - 1]!)) throw changed(`Step ${version}`);
  if (done.at(-1)?.version === last) return false;
  const insert = "insert into migrations values (?, ?, ?)";
  for (let version = done.length + 1; done.length > 0 && version < last; version++)
    apply(db, STEPS_BEFORE[version - 1]!, () => db.run(insert, version, sumOf(STEPS_BEFORE[version - 1]!), nowMs));
  apply(db, "", () => {
    // The first step of each of these makes what is there already.
    if (done.length > 0)
      for (const { name, steps } of storages) if (BEFORE_STORAGES.has(name)) note(db, name, 1, steps[0]!, nowMs);
    db.run(insert, last, MOVED, nowMs);
  });
  return done.length > 0;
}

function apply(db: Database, sql: string, then: () => void): void {
  db.exec("begin immediate");
  try {
    db.exec(sql);
    then();
    db.exec("commit");
  } catch (error) {
    if (db.inTransaction) db.exec("rollback");
    throw error;
  }
}

function note(db: Database, storage: string, step: number, sql: string, nowMs: number): void {
  db.run("insert into steps values (?, ?, ?, ?)", storage, step, sumOf(sql), nowMs);
}

function changed(step: string): Rejected {
  const message = `${step} of the data folder's schema is not the one of this program. Install an official release.`;
  return new Rejected({ kind: "changed", message });
}

/**
 * Everything that clients hold is void: the store went back in time, or nobody knows that it did not. The epoch is one
 * that was never told, also when the clock stands, or a store goes back twice.
 */
export function renewEpoch(db: Database, leastMs: number): void {
  db.run("update meta set value = max(value + 1, ?) + ? where key = 'epoch'", leastMs, randomInt(SCATTER_MS));
  db.run("delete from runs");
}

export function epochOf(db: Database): number {
  return db.get<{ value: number }>("select value from meta where key = 'epoch'")!.value;
}

function sumOf(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}
