// Rewrites tables after an erasure. SQLite overwrites deleted rows (secure_delete), but when it rebalances pages, copies
// of moved rows can stay in a page's unused space. Only a rewritten table contains nothing but its rows.

import { Rejected } from "../failure.ts";
import type { Database } from "./driver.ts";
import type { SqliteStorage } from "./storage.ts";

/** The tables that may still contain erased data. */
export function tablesOf(storages: readonly SqliteStorage[], what: "people" | "messages"): string[] {
  return storages.flatMap(({ personal = [], messages = [] }) => (what === "people" ? personal : messages));
}

export interface Erasures {
  /** The number of erasures that have not been overwritten yet. */
  readonly people: number;
  readonly messages: number;
}

const NONE: Erasures = { people: 0, messages: 0 };

export const rewriteWrites = {
  /** The erasures that have not been overwritten yet, also from before a crash. */
  erasures: (db: Database): Erasures => {
    const rows = db.all<{ key: string; value: number }>("select key, value from meta where key like 'erased_%'");
    return { ...NONE, ...Object.fromEntries(rows.map(({ key, value }) => [key.slice("erased_".length), value])) };
  },

  /** Marks these erasures as overwritten, unless the count has changed: then another erasure came in between. */
  overwritten(db: Database, { people, messages }: Erasures): void {
    for (const [key, count] of [
      ["erased_people", people],
      ["erased_messages", messages],
    ] as const)
      db.run("delete from meta where key = ? and value = ?", key, count);
  },

  rewriteTable(db: Database, table: string): void {
    const made = db.get<{ sql: string }>("select sql from sqlite_master where type = 'table' and name = ?", table);
    const sql = made?.sql.replace(/^create table ("?)\w+\1/i, "create table rewritten");
    if (!sql?.startsWith("create table rewritten"))
      throw new Rejected({ kind: "internal", message: `the table ${table} cannot be rewritten` });
    const indexes = db.all<{ sql: string }>(
      "select sql from sqlite_master where type = 'index' and tbl_name = ? and sql is not null",
      table,
    );
    db.exec(sql);
    db.exec(`insert into rewritten select * from ${table}`);
    db.exec(`drop table ${table}`);
    db.exec(`alter table rewritten rename to ${table}`);
    for (const index of indexes) db.exec(index.sql);
  },
};

/** Counts an erasure. Call this in its transaction, so that a crash before the overwriting is noticed. */
export function noteErasure(db: Database, what: keyof Erasures): void {
  db.run("insert into meta values (?, 1) on conflict do update set value = value + 1", `erased_${what}`);
}
