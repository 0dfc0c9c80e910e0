import { Seal } from "../../../store/sqlite/seal.ts";
import type { EntryRecord } from "./contract.ts";

export const ENTRIES = new Seal("entries", "conversation", "number", "sender", "key", "time_ms", "text");

export interface EntryRow extends Omit<EntryRecord, "withheld"> {
  readonly sum: number | null;
}

/** The entry as it was written. @throws Rejected "damaged" when the row is not. */
export function entryOf(conversation: number, row: EntryRow): EntryRecord {
  const { number, sender, timeMs, key, text } = row;
  ENTRIES.check(row.sum, conversation, number, sender, key, timeMs, text);
  return { number, withheld: false, sender, timeMs, key, text };
}
