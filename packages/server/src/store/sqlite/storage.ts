import type { Operations } from "../storage.ts";
import type { Database } from "./driver.ts";

/** What a storage's module exports as `storage`: tables, statements and the rules' place beside the rows. */
export interface SqliteStorage<Reads extends Operations = Operations, Writes extends Operations = Operations> {
  readonly name: string;
  /**
   * The steps that led to its tables; each runs once, in order. A step that was released is never edited: its checksum is
   * in every database.
   */
  readonly steps: readonly string[];
  /** Tables that hold what a person is, wrote about others or was seen as. */
  readonly personal?: readonly string[];
  /** Tables that hold what people wrote to each other: far larger than all others. */
  readonly messages?: readonly string[];
  readonly reads: Reads;
  /** Sentences about what is wrong with its rows, for a thorough check: checksums, numbering. */
  problems?(db: Database): string[];
  /** Called once, by the one thread that writes. */
  writer(db: Database): StorageWriter<Writes>;
}

export interface StorageWriter<Writes extends Operations = Operations> {
  readonly writes: Writes;
  /** Writes what it remembers of this unit of work; part of the transaction. */
  flush?(): void;
  /** After a rollback: what is remembered did not happen. */
  forget?(): void;
  /** The person goes, with all that is only about them. Returns whether it knew the person. */
  erase?(community: string, person: string): boolean;
}

/** Loads the modules that `Storage.sqlite` names, in order. */
export async function loadStorages(modules: readonly string[]): Promise<SqliteStorage[]> {
  const loaded = modules.map((module) => import(module) as Promise<{ storage: SqliteStorage }>);
  return (await Promise.all(loaded)).map(({ storage }) => storage);
}

/** Operations under the name of their storage. */
export function named(name: string, operations: Operations): Operations {
  return Object.fromEntries(Object.entries(operations).map(([key, operation]) => [`${name}.${key}`, operation]));
}
