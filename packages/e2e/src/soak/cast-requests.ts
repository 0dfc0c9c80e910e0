// What a cast (a process with several signed-in clients) is asked for, and what it answers.

export type CastRequest =
  | {
      readonly do: "gather";
      readonly url: string;
      readonly members: readonly string[];
      readonly watched: readonly string[];
    }
  /** From now on each member writes to its partner so many times a second. */
  | { readonly do: "talk"; readonly partners: readonly string[]; readonly perSecond: number }
  /** Writes no more; answers when nothing is under way. */
  | { readonly do: "quiet" }
  /** One's own status, for so long by the clock of this process. */
  | { readonly do: "status"; readonly member: number; readonly message: string; readonly forMs: number }
  /** Each member asks the server something, so that its clock is compared, and says what it sees of everybody. */
  | { readonly do: "seen" }
  | { readonly do: "record" }
  /** What each member has of its conversation with another, read from the server. */
  | { readonly do: "log"; readonly member: number; readonly partner: string };

/** What one member sees of one person. */
export interface Sight {
  readonly watcher: string;
  readonly person: string;
  readonly availability: string;
  readonly message: string;
  /** Until the end of the choice by the watcher's own clock; 0 without an end. */
  readonly endsInMs: number;
}

export interface Sent {
  readonly sender: string;
  readonly partner: string;
  readonly text: string;
  readonly number: number;
}

export interface Record {
  /** What the server acknowledged, in the order of the acknowledgements. */
  readonly acknowledged: readonly Sent[];
  readonly refused: readonly string[];
  /** Times at which a member lost its connection, by the clock that all processes share. */
  readonly lost: readonly { readonly member: string; readonly atMs: number }[];
  /** People whom a member saw go while its own link was up. */
  readonly gone: readonly { readonly watcher: string; readonly person: string; readonly atMs: number }[];
}

export interface LogEntry {
  readonly number: number;
  readonly sender: string;
  readonly text: string;
}

/** CLOCK_MONOTONIC, which processes of one machine share and no step of the wall clock moves. */
export const sharedNowMs = (): number => Number(process.hrtime.bigint() / 1_000_000n);
