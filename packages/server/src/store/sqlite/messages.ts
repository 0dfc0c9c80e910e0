// What passes between the server's thread and the store's workers.

import type { Failure } from "../failure.ts";

export interface WorkerOptions {
  readonly folder: string;
  readonly synchronous: "FULL" | "OFF";
  readonly nowMs: number;
  /** Addresses of the storages' modules. */
  readonly storages: readonly string[];
}

export type Request = readonly [id: number, operation: string, values: readonly unknown[]];
export type Reply =
  | readonly [id: number, ok: true, value: unknown]
  | readonly [id: number, ok: false, failure: Failure];

export type ToWorker = readonly Request[] | "close";
export type FromWorker =
  | readonly Reply[]
  | { readonly started: true }
  | { readonly started: false; readonly failure: Failure };

export const DATABASE_FILE = "livename.db";
export const LOCK_FILE = "livename.lock";
export const RESERVE_FILE = "livename.reserve";
