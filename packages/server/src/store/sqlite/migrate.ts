import { createHash } from "node:crypto";
import { type Database, Rejected } from "./driver.ts";
import { MIGRATIONS } from "./schema.ts";

/**
 * Brings the database up to the newest schema, each step in a transaction of its own. Steps only go forward.
 * @returns whether it was an older one.
 * @throws Rejected "newer" when a newer program wrote it, "changed" when a step was edited after it was applied.
 */
export function migrate(db: Database, nowMs: number, steps: readonly string[] = MIGRATIONS): boolean {
  db.exec(
    "create table if not exists meta (key text not null primary key, value integer not null) strict, without rowid;" +
      "create table if not exists migrations (version integer primary key, checksum text not null, applied_ms integer not null) strict",
  );
  check(db, steps);
  const applied = db.get<{ version: number }>("select coalesce(max(version), 0) as version from migrations")!.version;
  for (let version = applied + 1; version <= steps.length; version++) {
    const sql = steps[version - 1]!;
    db.exec("begin immediate");
    try {
      db.exec(sql);
      db.run("insert into migrations values (?, ?, ?)", version, checksum(sql), nowMs);
      db.exec("commit");
    } catch (error) {
      if (db.inTransaction) db.exec("rollback");
      throw error;
    }
  }
  // Held numbers and versions count only within an epoch; see `renewEpoch`.
  db.run("insert into meta values ('epoch', ?) on conflict do nothing", Math.max(1, nowMs));
  return applied > 0 && applied < steps.length;
}

/** Whether this program can read the database; it may still lack the newest steps. */
export function check(db: Database, steps: readonly string[] = MIGRATIONS): void {
  for (const row of db.all<{ version: number; checksum: string }>("select version, checksum from migrations")) {
    const sql = steps[row.version - 1];
    if (sql === undefined)
      throw new Rejected({
        kind: "newer",
        message:
          "The data folder was written by a newer version of Livename. Install that version, or restore a backup.",
      });
    if (checksum(sql) !== row.checksum)
      throw new Rejected({
        kind: "changed",
        message: `Step ${row.version} of the data folder's schema is not the one of this program. Install an official release.`,
      });
  }
}

/** After a restore everything that clients hold is void: the store went back in time. */
export function renewEpoch(db: Database, nowMs: number): void {
  db.run("update meta set value = max(value + 1, ?) where key = 'epoch'", nowMs);
}

export function epochOf(db: Database): number {
  return db.get<{ value: number }>("select value from meta where key = 'epoch'")!.value;
}

function checksum(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}
