// Failures of a store, as plain data that can cross threads, and the errors that callers get.

import { Code } from "@livename/wire/frame";
import { Refusal } from "../kernel/refusal.ts";

export type FailureKind =
  | "refusal"
  | "full"
  | "io"
  | "corrupt"
  | "damaged"
  | "locked"
  | "unwritable"
  | "mark"
  | "newer"
  | "changed"
  | "refused"
  | "forbidden"
  | "stale"
  | "many"
  | "large"
  | "conflict"
  | "internal";

/** A failure as plain data, as a worker reports it. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  /** The code of a refusal. */
  readonly code?: number;
  readonly retryAfterMs?: number;
  /** The problems of an import, by place in the imported list. */
  readonly problems?: readonly ImportProblem[];
}

export interface ImportProblem {
  /** Index in the imported list. */
  readonly index: number;
  readonly message: string;
}

/** An operation failed for a reason that the caller is told. Other requests in the same commit are not affected. */
export class Rejected extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The store could not be opened. `reason` is for programs; the message says what to do. */
export class StoreStartError extends Error {
  readonly reason: FailureKind;

  constructor(reason: FailureKind, message: string) {
    super(message);
    this.name = "StoreStartError";
    this.reason = reason;
  }
}

/** Nothing was imported: the list contradicts itself or the store. */
export class ImportConflict extends Error {
  readonly problems: readonly ImportProblem[];

  constructor(problems: readonly ImportProblem[]) {
    super(problems.map((problem) => problem.message).join("\n"));
    this.name = "ImportConflict";
    this.problems = problems;
  }
}

const RETRY_WHEN_FULL_MS = 5_000;
const RETRY_MS = 1_000;

/** Converts a failure to the error that the store's caller gets. */
export function toError(failure: Failure): Error {
  switch (failure.kind) {
    case "refusal":
      return new Refusal(failure.code!, failure.message, failure.retryAfterMs);
    case "full":
      return new Refusal(
        Code.STORAGE_FULL,
        "The server's disk is full and nothing was stored. Free space on it, then try again.",
        RETRY_WHEN_FULL_MS,
      );
    case "io":
    case "corrupt":
    case "locked":
    case "unwritable":
    case "mark":
      return new Refusal(
        Code.UNAVAILABLE,
        `The server's store cannot be used now (${failure.message}) and nothing was stored. Try again later.`,
        RETRY_MS,
      );
    case "damaged":
      return new Refusal(
        Code.UNAVAILABLE,
        `${failure.message}, so it is not used. An administrator can list all damage with "livename check --deep" and restore an earlier backup.`,
      );
    case "refused":
      return new Refusal(Code.INVALID, failure.message);
    case "stale":
      return new Refusal(Code.STALE, failure.message);
    case "many":
      return new Refusal(Code.TOO_MANY, failure.message);
    case "large":
      return new Refusal(Code.TOO_LARGE, failure.message);
    case "forbidden":
      return new Refusal(Code.FORBIDDEN, failure.message);
    case "conflict":
      return new ImportConflict(failure.problems ?? []);
    case "newer":
    case "changed":
    case "internal":
      return new Error(failure.message);
  }
}
