import type { Entry } from "@livename/wire/conversation";

/** Consecutive entries of a log, as far as they are held. */
export interface Log {
  readonly epoch: number;
  readonly entries: readonly Entry[];
  /** The number of the newest entry that is known: the next one follows it. */
  readonly last: number;
}

export const EMPTY: Log = { epoch: 0, entries: [], last: 0 };

/** With what follows what is held. Entries known already are left out; those after a hole too: `hole` says so. */
export function extend(log: Log, entries: readonly Entry[]): { log: Log; fresh: Entry[]; hole: boolean } {
  const fresh: Entry[] = [];
  let { last } = log;
  let hole = false;
  for (const entry of entries) {
    if (entry.number === last + 1) {
      fresh.push(entry);
      last = entry.number;
    } else if (entry.number > last) hole = true;
  }
  if (fresh.length === 0) return { log, fresh, hole };
  return { log: { ...log, entries: [...log.entries, ...fresh], last }, fresh, hole };
}

/** With the page before what is held. */
export function prepend(log: Log, entries: readonly Entry[]): Log {
  const first = log.entries[0]?.number ?? Number.POSITIVE_INFINITY;
  const before = entries.filter(({ number }) => number < first);
  const joins = before.length > 0 && (log.entries.length === 0 || before[before.length - 1]?.number === first - 1);
  return joins ? { ...log, entries: [...before, ...log.entries] } : log;
}
