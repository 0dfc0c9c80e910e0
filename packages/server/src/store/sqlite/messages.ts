// What passes between the server's thread and the store's workers.

import type { Failure } from "../failure.ts";

export interface WorkerOptions {
  readonly folder: string;
  readonly synchronous: "FULL" | "OFF";
  readonly nowMs: number;
  /** Addresses of the storages' modules. */
  readonly storages: readonly string[];
  /** Where it is written how far the store has come; absent for a store that ends with the process. */
  readonly mark?: MarkPlace;
  /** Of one number: the commits that anybody may have been told of. Written before their answers are posted. */
  readonly commits?: BigInt64Array;
}

export interface MarkPlace {
  readonly file: string;
  /** In the data folder, for when the other place cannot be written. Absent where somebody named the place. */
  readonly inside?: string;
}

export type Request = readonly [id: number, operation: string, values: readonly unknown[]];
export type Reply =
  | readonly [id: number, ok: true, value: unknown]
  | readonly [id: number, ok: false, failure: Failure];

export type ToWorker = readonly Request[] | "close";
export type FromWorker =
  | readonly Reply[]
  | { readonly started: true }
  /** Something that an administrator should know. */
  | { readonly warning: string }
  | { readonly started: false; readonly failure: Failure };

export const DATABASE_FILE = "livename.db";
export const LOCK_FILE = "livename.lock";
export const RESERVE_FILE = "livename.reserve";
/** In the data folder, where no better place is. */
export const MARK_FILE = "livename.mark";
