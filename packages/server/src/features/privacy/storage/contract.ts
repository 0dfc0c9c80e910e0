import type { PrivacySettings } from "@livename/wire/privacy";
import type { Keys } from "../../../kernel/keys.ts";

/** Whom a person lets see what. */
export interface PrivacyRecord {
  /** Subjects by ids. */
  readonly settings: PrivacySettings;
  /** Counts up with every change of this person. */
  readonly version: number;
  /** Of the changes that were made last (F14). */
  readonly keys: Keys;
}

export interface PrivacyStore {
  /** See `StorageCalls.epoch`. */
  readonly epoch: number;
  /** All that are kept, for the start of the server. */
  all(community: string): Promise<Array<{ person: string; privacy: PrivacyRecord }>>;
  set(community: string, person: string, privacy: PrivacyRecord): Promise<void>;
}
