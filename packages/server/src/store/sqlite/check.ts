import { type Database, failureOf, openDatabase } from "./driver.ts";
import type { SqliteStorage } from "./storage.ts";

/** Most problems that SQLite reports for one check. */
const TOLD = 10;

/** Runs SQLite's quick check of the pages, of one table or of all. Returns a sentence about each problem. */
export function quickProblems(db: Database, table?: string): string[] {
  return sentences(() => said(db, "quick_check", table));
}

export function tablesIn(db: Database): string[] {
  return db.all<{ name: string }>("select name from sqlite_master where type = 'table'").map(({ name }) => name);
}

/**
 * Checks pages and indexes, the checksums of rows and the numbering of logs. Reads the whole database. Returns a sentence
 * about each problem.
 */
export function deepProblems(db: Database, storages: readonly SqliteStorage[]): string[] {
  return [
    ...sentences(() => said(db, "integrity_check")),
    ...storages.flatMap((storage) => sentences(() => storage.problems?.(db) ?? [])),
  ];
}

/** Like `deepProblems`, for a file that nobody has open. */
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

/** An error of the check itself, such as an unreadable page, is a problem too. */
function sentences(find: () => string[]): string[] {
  try {
    return find();
  } catch (error) {
    return [failureOf(error).message];
  }
}
