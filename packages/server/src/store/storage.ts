// What a feature says of how it keeps what it keeps, and what it is given for that.

import { extname } from "node:path";

/** A call by name, with the database before its values. */
export type Operation = (db: never, ...values: never[]) => unknown;
export type Operations = Readonly<Record<string, Operation>>;
export type ArgumentsOf<Op> = Op extends (db: never, ...values: infer Values) => unknown ? Values : never;
export type ResultOf<Op> = Op extends (db: never, ...values: never[]) => infer Result ? Result : never;

/**
 * The statements of one storage, which run where the rows are. Each call rejects with the Refusal that a statement threw,
 * or with UNAVAILABLE or STORAGE_FULL when the database fails.
 */
export interface StorageCalls<Reads extends Operations = Operations, Writes extends Operations = Operations> {
  /** Versions and numbers of whatever is kept count within it. It may be another one at any time: read it when it is needed. */
  readonly epoch: number;
  read<Name extends keyof Reads & string>(
    name: Name,
    ...values: ArgumentsOf<Reads[Name]>
  ): Promise<ResultOf<Reads[Name]>>;
  /** Resolves when what was written is on disk. Calls that wait at the same time share one commit. */
  write<Name extends keyof Writes & string>(
    name: Name,
    ...values: ArgumentsOf<Writes[Name]>
  ): Promise<ResultOf<Writes[Name]>>;
  /**
   * As `write`, resolving to what `then` makes of the result. It runs in the order of the commits, before any code that
   * awaits a call goes on: for whoever tells others of changes in order.
   */
  writeThen<Name extends keyof Writes & string, Made>(
    name: Name,
    values: Readonly<ArgumentsOf<Writes[Name]>>,
    then: (result: ResultOf<Writes[Name]>) => Made,
  ): Promise<Made>;
  /** Runs the erasure of all storages in one unit of work. Resolves to whether one of them knew the person. */
  erase(community: string, person: string): Promise<boolean>;
  /** Makes what was erased unreadable in the files. Rejects with UNAVAILABLE when something reads an older state for too long. */
  overwriteErased(): Promise<void>;
}

/** How a feature keeps what it keeps: named once, in the server's list of storages. */
export interface Storage<Opened> {
  /** Of the feature. What it has in the database is kept under this name for good. */
  readonly name: string;
  /** The module that exports the statements for SQLite as `storage`; the store's workers load it. */
  readonly sqlite: URL;
  open(calls: StorageCalls): Opened;
}

/** A storage whose `open` is given calls of its own statements' types; without `open`, a feature is given the calls. */
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

/** The module of this name beside the one that asks (by its `import.meta.url`), as source or as published. */
export function moduleBeside(url: string, name: string): URL {
  return new URL(`./${name}${extname(new URL(url).pathname)}`, url);
}
