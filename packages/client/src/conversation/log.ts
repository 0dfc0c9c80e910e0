import type { Entry } from "@livename/wire/conversation";

/** Consecutive entries of a log, as far as they are held. */
export interface Log {
  readonly epoch: number;
  readonly entries: readonly Entry[];
}

export const EMPTY: Log = { epoch: 0, entries: [] };

/** The number of the newest entry held; 0 for none. */
export function lastOf({ entries }: Log): number {
  return entries[entries.length - 1]?.number ?? 0;
}

/** With what follows what is held. Entries known already are left out; those after a hole too: `hole` says so. */
export function extend(log: Log, entries: readonly Entry[]): { log: Log; fresh: Entry[]; hole: boolean } {
  const fresh: Entry[] = [];
  let last = lastOf(log);
  let hole = false;
  for (const entry of entries) {
    // An empty log begins anywhere: what was before is earlier history.
    const follows = entry.number === last + 1 || (log.entries.length === 0 && fresh.length === 0);
    if (follows) {
      fresh.push(entry);
      last = entry.number;
    } else if (entry.number > last) hole = true;
  }
  return fresh.length === 0
    ? { log, fresh, hole }
    : { log: { ...log, entries: [...log.entries, ...fresh] }, fresh, hole };
}

/** With the page before what is held. */
export function prepend(log: Log, entries: readonly Entry[]): Log {
  const first = log.entries[0]?.number ?? Number.POSITIVE_INFINITY;
  const before = entries.filter(({ number }) => number < first);
  const joins = before.length > 0 && (log.entries.length === 0 || before[before.length - 1]?.number === first - 1);
  return joins ? { ...log, entries: [...before, ...log.entries] } : log;
}
