/** An entry of a log. Entries are numbered from 1 without a gap. */
export interface Numbered {
  readonly number: number;
}

/** The consecutive entries of a log that the client holds. */
export interface Log<Entry extends Numbered> {
  /** 0 until the server has said something about the log. */
  readonly epoch: number;
  readonly entries: readonly Entry[];
  /** The number of the newest known entry. The next entry has the number after it. */
  readonly last: number;
}

export const EMPTY_LOG: Log<never> = { epoch: 0, entries: [], last: 0 };

/** Appends the entries that follow the held ones. Skips known entries, and entries after a gap: then `hole` is set. */
export function extendLog<Entry extends Numbered>(
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

/** Adds a page of earlier entries at the front, if it ends directly before the first held entry. */
export function prependLog<Entry extends Numbered>(log: Log<Entry>, entries: readonly Entry[]): Log<Entry> {
  const first = log.entries[0]?.number ?? Number.POSITIVE_INFINITY;
  const before = entries.filter(({ number }) => number < first);
  const joins = before.length > 0 && (log.entries.length === 0 || before[before.length - 1]?.number === first - 1);
  return joins ? { ...log, entries: [...before, ...log.entries] } : log;
}

/**
 * Prepares the log for the entries of an answer, which are then passed to `extendLog`. `told` is the position in the
 * answer, with 0 for what it does not give. `kept` says what remains of the held entries: `"all"`; `"none"` if the
 * server's log now begins after them; `"other-epoch"` if it is a different log, so that everything held is void.
 */
export function resumeLog<Entry extends Numbered>(
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
