// What an entry and a read pointer do to where each member stands: pure, so that every dialect holds statements only.

/**
 * A conversation of more members than this writes no row a member with an entry: whether a register changed follows from
 * its log and the own pointer (C20).
 */
export const SMALL = 100;

/** Where a member stands in a conversation. With the log's last number it says what is unread and what is newest. */
export interface Standing {
  /** Everything up to this number has been read. */
  readonly read: number;
  /** How many of the entries after `read` are nothing to read: the own ones, and those that are withheld. */
  readonly skipped: number;
  /** How many entries at the end of the log are withheld. */
  readonly tail: number;
}

export const START: Standing = { read: 0, skipped: 0, tail: 0 };

export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Entries by others that are not read, without those that are withheld (C11). */
export function unreadOf({ last }: Range, { read, skipped }: Standing): number {
  return Math.max(0, last - read - skipped);
}

/** The number of the newest entry that is for the member; 0 while there is none. */
export function newestOf({ first, last }: Range, { tail }: Standing): number {
  return last - tail < first ? 0 : last - tail;
}

/** After the entry `number` was appended. The same object when nothing has to be written for the member. */
export function afterEntry(standing: Standing, number: number, part: "sender" | "reader" | "withheld"): Standing {
  const { read, skipped, tail } = standing;
  if (part === "withheld") return { read, skipped: skipped + 1, tail: tail + 1 };
  if (part === "reader") return tail === 0 ? standing : { read, skipped, tail: 0 };
  // Who sends with nothing unread has read up to the own entry; who has unread entries may not have seen them.
  const nothingUnread = number - 1 - read - skipped <= 0;
  return nothingUnread ? { read: number, skipped: 0, tail: 0 } : { read, skipped: skipped + 1, tail: 0 };
}

/**
 * After the member read up to `number`. The same object when the pointer does not move: it never goes back, nor beyond
 * the last entry, and where nothing is for the member there is nothing to read. `skippedUpTo` counts the entries after
 * the pointer, up to the new one, that are the member's own or withheld.
 */
export function afterReading(
  standing: Standing,
  range: Range,
  number: number,
  skippedUpTo: (read: number) => number,
): Standing {
  const read = Math.min(number, range.last);
  if (read <= standing.read || newestOf(range, standing) === 0) return standing;
  const skipped = read === range.last ? 0 : standing.skipped - skippedUpTo(read);
  return { ...standing, read, skipped };
}
