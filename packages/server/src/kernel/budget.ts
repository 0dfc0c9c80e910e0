import { Code } from "@livename/wire/frame";
import { Refusal } from "./refusal.ts";

/** What held memory is used for, such as "unsent" or "places". The metrics page lists the kinds. */
export type Holding = string;

/** The account for the memory that the server holds for one person: of every kind, for all the person's sessions. */
export interface Holder {
  heldBytes: number;
}

/** The account for memory that belongs to no person yet: bounded by the total alone. */
export const EVERYBODY: Holder = {
  get heldBytes() {
    return 0;
  },
  set heldBytes(_bytes) {},
};

export interface BudgetOptions {
  /** Bound for all people together. */
  readonly totalBytes: number;
  /** Bound for one person, so that nobody can use up the total. */
  readonly personBytes: number;
}

/** The share of either bound beyond which slow readers are disconnected. */
const STRAINED = 0.75;

const RETRY_MS = 5_000;

/**
 * Accounts for the memory that people can make the server hold, in any feature: metered by kind, bounded for one person
 * and for all together. Bytes are estimates, with one weight for each kind of object. At a bound, new work is refused
 * and held memory stays. A person below the own bound is not affected by others who reach theirs.
 */
export class Budget {
  readonly totalBytes: number;
  readonly personBytes: number;
  readonly #held: Record<Holding, number> = {};
  #bytes = 0;

  constructor(options: BudgetOptions) {
    this.totalBytes = options.totalBytes;
    this.personBytes = options.personBytes;
  }

  /** Bytes held for all people, of one kind or of all kinds. */
  held(kind?: Holding): number {
    return kind === undefined ? this.#bytes : (this.#held[kind] ?? 0);
  }

  /** All kinds used since the start, in alphabetical order. */
  get kinds(): string[] {
    return Object.keys(this.#held).sort();
  }

  /** Whether this many more bytes may be held for this person. */
  hasRoom(holder: Holder, bytes: number): boolean {
    return holder.heldBytes + bytes <= this.personBytes && this.#bytes + bytes <= this.totalBytes;
  }

  /** Holds more if there is room. Returns whether there was. */
  take(holder: Holder, kind: Holding, bytes: number): boolean {
    if (!this.hasRoom(holder, bytes)) return false;
    this.note(holder, kind, bytes);
    return true;
  }

  /**
   * Holds more.
   *
   * @throws Refusal TOO_MANY at the person's bound, UNAVAILABLE at the total; nothing more is held then.
   */
  demand(holder: Holder, kind: Holding, bytes: number): void {
    if (this.take(holder, kind, bytes)) return;
    if (holder.heldBytes + bytes > this.personBytes)
      throw new Refusal(
        Code.TOO_MANY,
        "Your pages and programs together use too much of the server's memory. Follow less, or close some of them.",
        RETRY_MS,
      );
    throw new Refusal(
      Code.UNAVAILABLE,
      "The server has reached its memory limit. Try again later; its metrics show what uses the memory.",
      RETRY_MS,
    );
  }

  give(holder: Holder, kind: Holding, bytes: number): void {
    this.note(holder, kind, -bytes);
  }

  /** Adds bytes, or subtracts them if negative, without a check: for memory that is held or freed already. */
  note(holder: Holder, kind: Holding, bytes: number): void {
    holder.heldBytes += bytes;
    this.#held[kind] = (this.#held[kind] ?? 0) + bytes;
    this.#bytes += bytes;
  }

  /**
   * Whether the person or the total is near its bound. `personLess` and `allLess` are bytes not to count, because they
   * are about to be freed.
   */
  isStrained(holder: Holder, personLess = 0, allLess = 0): boolean {
    return (
      holder.heldBytes - personLess > this.personBytes * STRAINED || this.#bytes - allLess > this.totalBytes * STRAINED
    );
  }
}

const MIB = 1_048_576;

/** Derives the bounds from the heap limit of the Node process (`--max-old-space-size`). */
export function memoryBounds(heapBytes: number): BudgetOptions {
  const totalBytes = Math.max(128 * MIB, Math.floor(heapBytes / 2));
  return { totalBytes, personBytes: Math.min(64 * MIB, Math.floor(totalBytes / 8)) };
}
