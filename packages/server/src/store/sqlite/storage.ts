import type { Operations } from "../storage.ts";
import type { Database } from "./driver.ts";

/** The export `storage` of a storage's module: schema steps, statements, and the rules that run beside the rows. */
export interface SqliteStorage<Reads extends Operations = Operations, Writes extends Operations = Operations> {
  readonly name: string;
  /**
   * The schema's migrations; each runs once, in order. Never edit a step after its release: every database has its
   * checksum.
   */
  readonly steps: readonly string[];
  /** Tables with personal data, to be rewritten after a person was erased. */
  readonly personal?: readonly string[];
  /** Tables with messages, to be rewritten after messages were erased. They are far larger than the others. */
  readonly messages?: readonly string[];
  readonly reads: Reads;
  /** For the deep check: verifies checksums and numbering. Returns a sentence about each problem. */
  problems?(db: Database): string[];
  /** Called once, in the writer's thread. */
  writer(db: Database): StorageWriter<Writes>;
}

export interface StorageWriter<Writes extends Operations = Operations> {
  readonly writes: Writes;
  /** Writes changes that it has cached in this unit of work, inside of the transaction. */
  flush?(): void;
  /** Drops all cached state: after a rollback, an erasure or a new epoch it is wrong. */
  forget?(): void;
  /** Erases the person and all data that is only about them. Returns whether it had any. */
  erase?(community: string, person: string): boolean;
}

/** Imports the storages' modules (see `Storage.sqlite`), in order. */
export async function loadStorages(modules: readonly string[]): Promise<SqliteStorage[]> {
  const loaded = modules.map((module) => import(module) as Promise<{ storage: SqliteStorage }>);
  return (await Promise.all(loaded)).map(({ storage }) => storage);
}

/** Prefixes the operations' names with that of their storage. */
export function named(name: string, operations: Operations): Operations {
  return Object.fromEntries(Object.entries(operations).map(([key, operation]) => [`${name}.${key}`, operation]));
}
