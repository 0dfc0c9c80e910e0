/** One of the entries of a log, which are numbered from 1 without a gap. */
export interface Numbered {
  readonly number: number;
}

/** Consecutive entries of a log, as far as they are held. */
export interface Log<Entry extends Numbered> {
  /** 0 while nothing has been told of the log. */
  readonly epoch: number;
  readonly entries: readonly Entry[];
  /** The number of the newest entry that is known: the next one follows it. */
  readonly last: number;
}

export const EMPTY_LOG: Log<never> = { epoch: 0, entries: [], last: 0 };

/** With what follows what is held. Entries known already are left out; those after a hole too: `hole` says so. */
export function extend<Entry extends Numbered>(
  log: Log<Entry>,
  entries: readonly Entry[],
): { readonly log: Log<Entry>; readonly fresh: readonly Entry[]; readonly hole: boolean } {
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
export function prepend<Entry extends Numbered>(log: Log<Entry>, entries: readonly Entry[]): Log<Entry> {
  const first = log.entries[0]?.number ?? Number.POSITIVE_INFINITY;
  const before = entries.filter(({ number }) => number < first);
  const joins = before.length > 0 && (log.entries.length === 0 || before[before.length - 1]?.number === first - 1);
  return joins ? { ...log, entries: [...before, ...log.entries] } : log;
}

/**
 * As an answer continues it: the log that is to be extended with the answer's entries. `told` is what the answer says of
 * the log, 0 for what it does not say. `kept` says what of the log counts: `"all"`; `"none"` when the server's no longer
 * reaches back to what is held; `"other-epoch"` when it is another log, of which nothing that was said before counts.
 */
export function resume<Entry extends Numbered>(
  log: Log<Entry>,
  told: { readonly epoch: number; readonly first: number },
  entries: readonly Numbered[],
): { readonly log: Log<Entry>; readonly kept: "all" | "none" | "other-epoch" } {
  const { epoch, first } = told;
  const other = log.epoch !== epoch && log.epoch !== 0;
  const begins = entries[0]?.number ?? Math.max(first, other ? 1 : log.last + 1);
  if (!other && begins <= log.last + 1) return { log: { ...log, epoch }, kept: "all" };
  return { log: { epoch, entries: [], last: begins - 1 }, kept: other ? "other-epoch" : "none" };
}
