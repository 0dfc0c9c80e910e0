// What can go wrong in a store, in words that cross a thread, and the errors that others see.

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

/** A failure as plain data, as it comes out of a worker. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  /** Of a refusal, as its sender is told. */
  readonly code?: number;
  readonly retryAfterMs?: number;
  /** Of an import: which people or members (by their place in the list) and why. */
  readonly problems?: readonly ImportProblem[];
}

export interface ImportProblem {
  /** Place in the list that was imported, from 0. */
  readonly index: number;
  readonly message: string;
}

/** A statement was refused for a reason that the caller is told; `run` of its neighbours is not harmed. */
export class Rejected extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The store could not be opened. `reason` is for programs, the message says what to do. */
export class StoreStartError extends Error {
  readonly reason: FailureKind;

  constructor(reason: FailureKind, message: string) {
    super(message);
    this.name = "StoreStartError";
    this.reason = reason;
  }
}

/** Nothing was imported: what the list says contradicts itself or the store. */
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

/** The error that the caller of the store sees. */
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
        `${failure.message}, so it is not used. An administrator lists all damage with "livename check --deep", and has it whole in a backup from before.`,
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
