import { createHash, randomInt } from "node:crypto";
import { Rejected } from "../failure.ts";
import { BEFORE_STORAGES, STEPS_BEFORE } from "./before.ts";
import type { Database } from "./driver.ts";
import type { SqliteStorage } from "./storage.ts";

type Steps = Pick<SqliteStorage, "name" | "steps">;

/** Takes the place of a checksum in the legacy list's last entry. */
const MOVED = "steps";

/** Range of the random part of an epoch, so that two copies of a database, started at the same time, get different epochs. */
const SCATTER_MS = 1_000;

const NEWER = "The data folder was written by a newer version of Livename. Install that version, or restore a backup.";

export interface Migrated {
  /** The database had an older schema. */
  readonly upgraded: boolean;
  /** The database comes from a version that did not count commits. */
  readonly uncounted: boolean;
}

/**
 * Applies the missing steps of each storage, each in its own transaction. There are no downgrades. Tables of storages
 * that are not given stay as they are.
 * @throws Rejected "newer" when a newer program wrote the database, "changed" when a step was edited after it was applied.
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
  // A new database gets its first epoch; see `renewEpoch`.
  const made = db.run("insert into meta values ('epoch', ?) on conflict do nothing", Math.max(1, nowMs)) > 0;
  const counts = db.run("insert into meta values ('commits', 0) on conflict do nothing") === 0;
  return { upgraded: older || upgraded, uncounted: !made && !counts };
}

/** Checks that this program can read the database, which may still lack the newest steps. @throws Rejected as `migrate` */
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

/** Applies the legacy list of steps, from when all storages shared one. Its last entry keeps older programs out. */
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
    // The legacy steps have created the tables that each of these storages' first step would create.
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
 * Starts a new epoch, which voids everything that clients hold, because the store went back in time or may have. The
 * number must never have been reported before, even if the clock stands or the store goes back twice.
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
