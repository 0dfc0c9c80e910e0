// How a feature declares its storage, and the calls that it gets.

import { extname } from "node:path";

/** A named operation. Its first argument is the database. */
export type Operation = (db: never, ...values: never[]) => unknown;
export type Operations = Readonly<Record<string, Operation>>;
export type ArgumentsOf<Op> = Op extends (db: never, ...values: infer Values) => unknown ? Values : never;
export type ResultOf<Op> = Op extends (db: never, ...values: never[]) => infer Result ? Result : never;

/**
 * Calls the operations of one storage, which run in the store's workers. Each call rejects with the Refusal that the
 * operation threw, or with UNAVAILABLE or STORAGE_FULL when the database fails.
 */
export interface StorageCalls<Reads extends Operations = Operations, Writes extends Operations = Operations> {
  /** The epoch of all stored versions and numbers. It can change at any time: read it whenever you need it. */
  readonly epoch: number;
  read<Name extends keyof Reads & string>(
    name: Name,
    ...values: ArgumentsOf<Reads[Name]>
  ): Promise<ResultOf<Reads[Name]>>;
  /** Resolves when the write is on disk. Calls that wait at the same time share one commit. */
  write<Name extends keyof Writes & string>(
    name: Name,
    ...values: ArgumentsOf<Writes[Name]>
  ): Promise<ResultOf<Writes[Name]>>;
  /**
   * Like `write`, but resolves to the result of `then`, which runs in the order of the commits, before any code that
   * awaits a call continues. Use it to push changes in order.
   */
  writeThen<Name extends keyof Writes & string, Made>(
    name: Name,
    values: Readonly<ArgumentsOf<Writes[Name]>>,
    then: (result: ResultOf<Writes[Name]>) => Made,
  ): Promise<Made>;
  /** Runs the erasure of all storages in one unit of work. Resolves to whether one of them knew the person. */
  erase(community: string, person: string): Promise<boolean>;
  /** Makes erased data unreadable in the files. Rejects with UNAVAILABLE when a reader uses an older state for too long. */
  overwriteErased(): Promise<void>;
}

/** A feature's storage, as its manifest declares it. */
export interface Storage<Opened> {
  /** The feature's name. It identifies the storage in the database for good. */
  readonly name: string;
  /** The module that exports the statements for SQLite as `storage`; the store's workers load it. */
  readonly sqlite: URL;
  open(calls: StorageCalls): Opened;
}

/** Declares a storage. `open` turns the typed calls into what the feature gets; without it, the feature gets the calls. */
export function defineStorage<
  Reads extends Operations,
  Writes extends Operations,
  Opened = StorageCalls<Reads, Writes>,
>({
  name,
  sqlite,
  open = (calls) => calls as Opened,
}: {
  readonly name: string;
  readonly sqlite: URL;
  readonly open?: (calls: StorageCalls<Reads, Writes>) => Opened;
}): Storage<Opened> {
  return { name, sqlite, open: (calls) => open(calls as unknown as StorageCalls<Reads, Writes>) };
}

/** The URL of a module in the same folder as the caller (`import.meta.url`), with the caller's extension: .ts or .js. */
export function moduleBeside(url: string, name: string): URL {
  return new URL(`./${name}${extname(new URL(url).pathname)}`, url);
}
