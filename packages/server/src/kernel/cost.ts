/** Which of a session's buckets pays for a command (SPEC F16): reading, changing something, being lost without harm. */
export type RateClass = "read" | "write" | "signal";

/** What a command costs whoever sends it. */
export interface Cost {
  readonly rate: RateClass;
  /** Waits for the store or another thread, or answers with much: one at a time for each session. @default false */
  readonly heavy?: boolean;
  /** Bytes of payload that cost a token, where the work is large beside the bytes that ask for it. @default 4_096 */
  readonly workBytes?: number;
  /** Never waits behind a heavy command of its session; signals never do. @default false */
  readonly overtakes?: boolean;
}
