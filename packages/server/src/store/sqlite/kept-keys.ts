import type { Keys } from "../../kernel/keys.ts";
import type { Database } from "./driver.ts";

/** A table for the idempotency keys of each owner's last changes, for features that have no row to keep them in (F14). */
export class KeptKeys {
  readonly #table: string;

  /** `step` creates `table`. */
  constructor(table: string) {
    this.#table = table;
  }

  get step(): string {
    return `create table ${this.#table} (community text not null, owner text not null, keys text not null,
      primary key (community, owner)) strict, without rowid;`;
  }

  of(db: Database, community: string, owner: string): Keys {
    const sql = `select keys from ${this.#table} where community = ? and owner = ?`;
    const row = db.get<{ keys: string }>(sql, community, owner);
    return row ? (JSON.parse(row.keys) as string[]) : [];
  }

  /** Stores the keys. Call this in the transaction of the change. Does nothing if `keys` is undefined. */
  put(db: Database, community: string, owner: string, keys: Keys | undefined): void {
    if (!keys) return;
    db.run(`insert or replace into ${this.#table} values (?, ?, ?)`, community, owner, JSON.stringify(keys));
  }

  erase(db: Database, community: string, owner: string): void {
    db.run(`delete from ${this.#table} where community = ? and owner = ?`, community, owner);
  }
}
