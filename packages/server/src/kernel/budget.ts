import { Code } from "@livename/wire/frame";
import { Refusal } from "./refusal.ts";

/** For what memory is held on behalf of people who are signed in: "unsent", "places". The metrics page lists them. */
export type Holding = string;

/** Whose memory it is: what the server holds for one person, of every kind, all sessions together. */
export interface Holder {
  heldBytes: number;
}

/** Holds what is nobody's yet: bounded by the total alone. */
export const EVERYBODY: Holder = {
  get heldBytes() {
    return 0;
  },
  set heldBytes(_bytes) {},
};

export interface BudgetOptions {
  /** Bytes for everybody together. */
  readonly totalBytes: number;
  /** Bytes for one person, so that nobody can use up what is there for all. */
  readonly personBytes: number;
}

/** Of its total and of a person's bytes, beyond which readers who are too slow are let go. */
const STRAINED = 0.75;

const RETRY_MS = 5_000;

/**
 * The memory that people can make the server hold, whatever feature holds it: metered by kind, bounded for one person
 * and for all together. Bytes are estimates, one weight for each kind of thing. At a bound new work is refused; what
 * is held stays, and whoever holds less notices nothing.
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

  /** Held for everybody, of one kind or of all. */
  held(kind?: Holding): number {
    return kind === undefined ? this.#bytes : (this.#held[kind] ?? 0);
  }

  /** What something has been held for since the start, in alphabetical order. */
  get kinds(): string[] {
    return Object.keys(this.#held).sort();
  }

  /** Whether so much more may be held for this person. */
  hasRoom(holder: Holder, bytes: number): boolean {
    return holder.heldBytes + bytes <= this.personBytes && this.#bytes + bytes <= this.totalBytes;
  }

  /** Holds more, if there is room. */
  take(holder: Holder, kind: Holding, bytes: number): boolean {
    if (!this.hasRoom(holder, bytes)) return false;
    this.note(holder, kind, bytes);
    return true;
  }

  /** @throws Refusal TOO_MANY when the person holds too much, UNAVAILABLE when all together do; nothing is held then. */
  demand(holder: Holder, kind: Holding, bytes: number): void {
    if (this.take(holder, kind, bytes)) return;
    if (holder.heldBytes + bytes > this.personBytes)
      throw new Refusal(
        Code.TOO_MANY,
        "All your pages and programs together make the server keep too much. Follow less, or close some of them.",
        RETRY_MS,
      );
    throw new Refusal(
      Code.UNAVAILABLE,
      "The server keeps as much as it may for everybody. Try again later; its metrics say what it is.",
      RETRY_MS,
    );
  }

  give(holder: Holder, kind: Holding, bytes: number): void {
    this.note(holder, kind, -bytes);
  }

  /** Meters what is held already, or no longer. */
  note(holder: Holder, kind: Holding, bytes: number): void {
    holder.heldBytes += bytes;
    this.#held[kind] = (this.#held[kind] ?? 0) + bytes;
    this.#bytes += bytes;
  }

  /** The person, or everybody together, is near the bound, also without these bytes of the person and of all. */
  isStrained(holder: Holder, personLess = 0, allLess = 0): boolean {
    return (
      holder.heldBytes - personLess > this.personBytes * STRAINED || this.#bytes - allLess > this.totalBytes * STRAINED
    );
  }
}

const MIB = 1_048_576;

/** What may be held, derived from the memory that Node gives the process (`--max-old-space-size`). */
export function memoryBounds(heapBytes: number): BudgetOptions {
  const totalBytes = Math.max(128 * MIB, Math.floor(heapBytes / 2));
  return { totalBytes, personBytes: Math.min(64 * MIB, Math.floor(totalBytes / 8)) };
}
