// The messages between the main thread and the store's workers.

import type { Failure } from "../failure.ts";

export interface WorkerOptions {
  readonly folder: string;
  readonly synchronous: "FULL" | "OFF";
  readonly nowMs: number;
  /** URLs of the storages' modules. */
  readonly storages: readonly string[];
  /** Where the mark file is; absent for a store in memory. */
  readonly mark?: MarkPlace;
  /** Shared memory with the number of commits. The writer updates it before it posts the commit's replies. */
  readonly commits?: BigInt64Array;
}

export interface MarkPlace {
  readonly file: string;
  /** A fallback in the data folder if `file` cannot be written. Absent if the administrator named the file. */
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
  /** A warning for the administrator. */
  | { readonly warning: string }
  | { readonly started: false; readonly failure: Failure };

export const DATABASE_FILE = "livename.db";
export const LOCK_FILE = "livename.lock";
export const RESERVE_FILE = "livename.reserve";
/** The fallback mark file in the data folder. */
export const MARK_FILE = "livename.mark";
