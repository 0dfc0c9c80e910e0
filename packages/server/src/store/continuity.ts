// Rules that decide whether a database is the continuation of a state that was reported earlier, or went back in time.
// Pure, for the mark file and for clients' tokens alike.

/** A state of the store that was reported to a client or written to the mark file. */
export interface Told {
  readonly epoch: number;
  /** The unique number of the run: the period from one opening of the store to the next. */
  readonly run: number;
  /** The number of group commits since the database was created. */
  readonly commits: number;
}

export interface Run {
  readonly run: number;
  /** The run's first commit. */
  readonly began: number;
}

/** The database's own record. */
export interface History {
  readonly epoch: number;
  readonly commits: number;
  /** The runs of this epoch, the oldest first. The last one is current. */
  readonly runs: readonly Run[];
}

/** How many runs a database remembers. A state reported in an older run proves nothing any more. */
export const RUNS = 1_000;

/**
 * Whether the database still contains everything that it contained in the reported state. A commit count alone could not
 * tell: after going back, the store would soon reach the same count with different commits. Runs tell them apart.
 */
export function continues({ epoch, commits, runs }: History, told: Told): boolean {
  if (told.epoch !== epoch) return false;
  const at = runs.findIndex(({ run }) => run === told.run);
  if (at < 0) return false;
  const next = runs[at + 1];
  return told.commits <= (next ? next.began - 1 : commits);
}

/** Whether a state that was reported in this epoch proves that the store has gone back in time since. */
export function contradicts(history: History, told: Told): boolean {
  if (told.epoch !== history.epoch || continues(history, told)) return false;
  // If old runs have been forgotten, the state may belong to one of them.
  return history.runs.length < RUNS || told.commits >= history.runs[0]!.began;
}
