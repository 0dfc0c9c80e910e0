/** The fixed policy of a client, in milliseconds. */
export const TIMES = {
  /** Reconnection is drawn from 0 to a bound that begins here and doubles … */
  retryFirst: 500,
  /** … up to here. */
  retryMost: 20_000,
  /** A connection that is not signed in by then is given up. */
  open: 15_000,
  /** How long an answer may take, interruptions included. */
  answer: 30_000,
  /** How long a probe of a connection in doubt may take. */
  probe: 5_000,
  /** A lost link shows people as unknown after this long. */
  unknown: 8_000,
  /** Input is reported at most this often. */
  input: 60_000,
} as const;
