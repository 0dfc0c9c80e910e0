// What is deleted is overwritten (secure_delete), but when a page is put in order copies of rows that moved to its
// neighbours may stay in the space between. Only a table that is written anew holds nothing but its rows.

import { Rejected } from "../failure.ts";
import type { Database } from "./driver.ts";
import type { SqliteStorage } from "./storage.ts";

/** Those in which something may be left of what was erased. */
export function tablesOf(storages: readonly SqliteStorage[], what: "people" | "messages"): string[] {
  return storages.flatMap(({ personal = [], messages = [] }) => (what === "people" ? personal : messages));
}

export interface Erasures {
  /** 0 when all of it has been overwritten. */
  readonly people: number;
  readonly messages: number;
}

const NONE: Erasures = { people: 0, messages: 0 };

export const rewriteWrites = {
  /** How many erasures have not been overwritten yet, from before a crash too. */
  erasures: (db: Database): Erasures => {
    const rows = db.all<{ key: string; value: number }>("select key, value from meta where key like 'erased_%'");
    return { ...NONE, ...Object.fromEntries(rows.map(({ key, value }) => [key.slice("erased_".length), value])) };
  },

  /** Those are overwritten; what was erased meanwhile is not. */
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
      throw new Rejected({ kind: "internal", message: `the table ${table} cannot be written anew` });
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

/** Part of the transaction that erases, so that a crash does not leave half of the work forgotten. */
export function noteErasure(db: Database, what: keyof Erasures): void {
  db.run("insert into meta values (?, 1) on conflict do update set value = value + 1", `erased_${what}`);
}
