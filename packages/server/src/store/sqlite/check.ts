import { type Database, failureOf, openDatabase } from "./driver.ts";
import type { SqliteStorage } from "./storage.ts";

/** Sentences of SQLite's about one database, at most. */
const TOLD = 10;

/** Whether SQLite finds the pages in order, of one table where that is named. Sentences about what is not. */
export function quickProblems(db: Database, table?: string): string[] {
  return sentences(() => said(db, "quick_check", table));
}

export function tablesIn(db: Database): string[] {
  return db.all<{ name: string }>("select name from sqlite_master where type = 'table'").map(({ name }) => name);
}

/**
 * Looks at every row: pages and indexes, checksums of what people wrote, numbering of logs. Reads the whole database.
 * Sentences about what is wrong.
 */
export function deepProblems(db: Database, storages: readonly SqliteStorage[]): string[] {
  return [
    ...sentences(() => said(db, "integrity_check")),
    ...storages.flatMap((storage) => sentences(() => storage.problems?.(db) ?? [])),
  ];
}

/** As `deepProblems`, of a file that nobody has open. */
export function deepProblemsOf(file: string, storages: readonly SqliteStorage[]): string[] {
  return sentences(() => {
    const db = openDatabase(file, { readOnly: true });
    try {
      return deepProblems(db, storages);
    } finally {
      db.close();
    }
  });
}

function said(db: Database, check: "quick_check" | "integrity_check", table?: string): string[] {
  const what = table === undefined ? TOLD : `"${table.replaceAll('"', '""')}"`;
  const rows = db.all<Record<string, string>>(`pragma ${check}(${what})`).map((row) => row[check] ?? "");
  return rows.length === 1 && rows[0] === "ok" ? [] : rows;
}

/** A page that cannot be read at all is an answer, too. */
function sentences(find: () => string[]): string[] {
  try {
    return find();
  } catch (error) {
    return [failureOf(error).message];
  }
}
