import type { ContactRecord } from "./contract.ts";

/** ContactKind.FOLDER; threads that run rules load no codec. */
export const FOLDER = 2;

/** The entries of one list, as they are kept. */
export interface ContactRows {
  find(id: string): ContactRecord | undefined;
  /** Those that stand in the folder itself; "" for the top. */
  inside(folder: string): Iterable<ContactRecord>;
  /** How many entries, and how many characters (code points) their names and notes have together. */
  totals(): { readonly entries: number; readonly chars: number };
}

/** A list that was read whole. */
export function rowsOf(records: readonly ContactRecord[]): ContactRows {
  const byId = new Map(records.map((record) => [record.id, record]));
  const byFolder = new Map<string, ContactRecord[]>();
  for (const record of records) {
    const folder = byFolder.get(record.parent);
    if (folder) folder.push(record);
    else byFolder.set(record.parent, [record]);
  }
  return {
    find: (id) => byId.get(id),
    inside: (folder) => byFolder.get(folder) ?? [],
    totals: () => ({ entries: records.length, chars: records.reduce((sum, record) => sum + charsOf(record), 0) }),
  };
}

export function charsOf({ name, note }: ContactRecord): number {
  return codePoints(name) + codePoints(note);
}

/** As databases count them. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
