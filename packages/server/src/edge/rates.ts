import { Method } from "@livename/wire/frame";

/** How often something may be done: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Commands by what they cost: reading from memory or store, changing something, being lost without harm. */
export type RateClass = "read" | "write" | "signal";

export interface Rates {
  readonly read: Rate;
  readonly write: Rate;
  readonly signal: Rate;
  /** Refusals for being too fast; who goes on beyond this is closed. */
  readonly refusals: Rate;
}

/** What one session, or one person, has spent: for each kind the moment when its bucket is full again. */
export class Spending {
  read = 0;
  write = 0;
  signal = 0;
  refusals = 0;
}

/** Takes `cost` tokens and returns 0, or takes none and returns in how many milliseconds a second try will do. */
export function spend(spending: Spending, kind: keyof Spending, rate: Rate, nowMs: number, cost = 1): number {
  // The virtual scheduling form of a token bucket: one number a bucket, nothing to refill.
  const tokenMs = 1_000 / rate.perSecond;
  // No bucket is emptier than empty, also when the clock was set back.
  const emptyMs = nowMs + rate.burst * tokenMs;
  spending[kind] = Math.min(spending[kind], emptyMs);
  const fullMs = Math.max(spending[kind], nowMs) + Math.min(cost, rate.burst) * tokenMs;
  const waitMs = fullMs - emptyMs;
  if (waitMs > 1e-6) return Math.ceil(waitMs);
  spending[kind] = fullMs;
  return 0;
}

/** A command's price in tokens: one, and one more for each 4 KiB, so that large batches are not for nothing. */
export function costOf(payload: Uint8Array): number {
  return 1 + (payload.length >> 12);
}

const WRITES: ReadonlySet<number> = new Set([
  Method.PRESENCE_SET,
  Method.CONVERSATION_SEND,
  Method.PRIVACY_SET,
  Method.CONTACT_EDIT,
  Method.CONTACT_IMPORT,
  Method.ALERT_PUT,
  Method.ALERT_REMOVE,
  Method.ATTRIBUTE_SET,
  Method.DIRECTORY_SET_GROUP,
]);
const SIGNALS: ReadonlySet<number> = new Set([
  Method.SESSION_INPUT,
  Method.PRESENCE_ACTIVITY,
  Method.CONVERSATION_TYPING,
  Method.CONVERSATION_READ,
  Method.PRESENCE_SERVICE_ACTIVITY,
  Method.ALERT_SEEN,
]);

export function rateClass(method: number): RateClass {
  return WRITES.has(method) ? "write" : SIGNALS.has(method) ? "signal" : "read";
}
