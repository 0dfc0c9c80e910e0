// Whether a database is the continuation of what was told of it: pure rules, whoever remembers what was told.

/** How far the store had come when somebody was told of it. */
export interface Told {
  readonly epoch: number;
  /** Of the opening of the store, by a number that no other has. */
  readonly run: number;
  /** Group commits until then, since the database was made. */
  readonly commits: number;
}

export interface Run {
  readonly run: number;
  /** The commit that it began with. */
  readonly began: number;
}

/** What the database says of itself. */
export interface History {
  readonly epoch: number;
  readonly commits: number;
  /** Of this epoch, the oldest first. The last one goes on. */
  readonly runs: readonly Run[];
}

/** Runs that a database remembers. What was told in older ones proves nothing any more. */
export const RUNS = 1_000;

/**
 * Whether the database holds everything that it held then. Runs tell apart what was committed after the store had gone
 * back from what was committed before: a count alone would be caught up with.
 */
export function continues({ epoch, commits, runs }: History, told: Told): boolean {
  if (told.epoch !== epoch) return false;
  const at = runs.findIndex(({ run }) => run === told.run);
  if (at < 0) return false;
  const next = runs[at + 1];
  return told.commits <= (next ? next.began - 1 : commits);
}

/** Whether what a client was told, in this epoch, proves that the store went back since. */
export function contradicts(history: History, told: Told): boolean {
  if (told.epoch !== history.epoch || continues(history, told)) return false;
  // Of a run that is no longer remembered it may be.
  return history.runs.length < RUNS || told.commits >= history.runs[0]!.began;
}
