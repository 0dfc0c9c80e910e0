/** Fixed times of the client, in milliseconds. */
export const TIMES = {
  /** The delay before a reconnection is random, from 0 to a ceiling that starts here and doubles … */
  retryFirst: 500,
  /** … up to this value. */
  retryMost: 20_000,
  /** A connection that is not signed in after this time is closed. */
  open: 15_000,
  /** Maximum time for an answer, including interruptions of the connection. */
  answer: 30_000,
  /** Maximum time for the answer to a probe of a connection that may be dead. */
  probe: 5_000,
  /** After this time without a connection, people are shown as unknown. */
  unknown: 8_000,
  /** Minimum interval between reports of input. */
  input: 60_000,
} as const;
