import { Seal } from "../../../store/sqlite/seal.ts";
import type { EntryRecord } from "./contract.ts";

export const ENTRIES = new Seal("entries", "conversation", "number", "sender", "key", "time_ms", "text");

export interface EntryRow extends Omit<EntryRecord, "withheld"> {
  readonly sum: number | null;
}

/** The entry as it was written. @throws Rejected "damaged" when the row is not. */
export function entryOf(conversation: number, { sum, ...entry }: EntryRow): EntryRecord {
  ENTRIES.check(sum, conversation, entry.number, entry.sender, entry.key, entry.timeMs, entry.text);
  return { ...entry, withheld: false };
}
