/** The token bucket of the session that pays for a command (SPEC F16): for reads, for changes, or for lossy signals. */
export type RateClass = "read" | "write" | "signal";

/** What a command costs its sender. */
export interface Cost {
  readonly rate: RateClass;
  /** Waits for the store or another thread, or has a large reply: runs one at a time in each session. @default false */
  readonly heavy?: boolean;
  /** Payload bytes for one more token. Set it lower if few bytes ask for much work. @default 4_096 */
  readonly workBytes?: number;
  /** Never waits behind a heavy command of its session. Signals never wait anyway. @default false */
  readonly overtakes?: boolean;
}
