import type { Availability } from "@livename/wire/presence";
import type { Subject } from "@livename/wire/subject";
import type { Keys } from "../../../kernel/keys.ts";

/** A person's own status as chosen. */
export interface StatusRecord {
  readonly availability: Availability;
  readonly message: string;
  readonly untilMs: number;
  /** When it was chosen. */
  readonly setMs: number;
  /** Who may disturb all the same, by ids. */
  readonly exceptions: readonly Subject[];
  /** Messages used last, newest first, each once. */
  readonly recent: readonly string[];
  /** Counts up with every change of this person. */
  readonly version: number;
  /** Of the changes that were made last (F14). */
  readonly keys: Keys;
}

export interface StatusStore {
  /** See `StorageCalls.epoch`. */
  readonly epoch: number;
  /** All that are kept, for the start of the server. */
  all(community: string): Promise<Array<{ person: string; status: StatusRecord }>>;
  set(community: string, person: string, status: StatusRecord): Promise<void>;
}
