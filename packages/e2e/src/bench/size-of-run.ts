/** How much is measured. The short form proves that the bench works and says nothing about speed. */
export interface SizeOfRun {
  readonly sessions: number;
  readonly watched: number;
  readonly commandSessions: number;
  readonly messageSessions: readonly number[];
  readonly seconds: number;
  readonly rounds: number;
  /** After everybody has come, until what that caused has been delivered. */
  readonly settleMs: number;
  /** Between two changes of one person, longer than the time in which a watcher sees one only (2 s). */
  readonly pauseMs: number;
  /** T2, without sockets. */
  readonly linkedSessions: number;
  /** T6: how long what is under way is waited for, each step of raising the load, the load held, and the stretch. */
  readonly drainMs: number;
  readonly raiseSeconds: number;
  readonly holdSeconds: number;
  readonly stretchSeconds: number;
  /** T9: how long everybody is watched after the last came back. */
  readonly afterStormMs: number;
  /** Search: how many people there are. */
  readonly directory: number;
  readonly commandRate: number;
  readonly messageRate: number;
  /** Status changes from page to page in the browser. */
  readonly changes: number;
}

// A process has at most 20,000 file descriptors where these figures are compared; 100 are for everything else.
export const FULL: SizeOfRun = {
  sessions: 19_900,
  watched: 50,
  commandSessions: 5_000,
  messageSessions: [1_000, 5_000],
  seconds: 8,
  rounds: 7,
  settleMs: 4_000,
  pauseMs: 2_300,
  linkedSessions: 100_000,
  drainMs: 3_000,
  raiseSeconds: 5,
  holdSeconds: 60,
  stretchSeconds: 15,
  // The time after a start (P18) and the grace (S11) are over by then.
  afterStormMs: 25_000,
  directory: 400_000,
  commandRate: 20_000,
  messageRate: 10_000,
  changes: 50,
};

export const SHORT: SizeOfRun = {
  sessions: 60,
  watched: 10,
  commandSessions: 20,
  messageSessions: [20],
  seconds: 0.4,
  rounds: 1,
  settleMs: 100,
  pauseMs: 50,
  linkedSessions: 200,
  drainMs: 250,
  raiseSeconds: 0.2,
  holdSeconds: 0.8,
  stretchSeconds: 0.5,
  afterStormMs: 300,
  directory: 2_000,
  commandRate: 200,
  messageRate: 100,
  changes: 5,
};
