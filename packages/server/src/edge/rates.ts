import type { Command } from "@livename/wire/frame";
import type { Cost } from "../kernel/cost.ts";

/** The parameters of a token bucket: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface Rates {
  readonly read: Rate;
  readonly write: Rate;
  readonly signal: Rate;
  /** Successful hellos. */
  readonly hello: Rate;
  /** Frames without a command, and commands refused as too fast. Beyond this rate the connection is closed. */
  readonly refusals: Rate;
}

/** The token buckets of one session or person: for each kind, the time at which the bucket is full again. */
export class Spending {
  read = 0;
  write = 0;
  signal = 0;
  hello = 0;
  refusals = 0;
}

/** Takes `cost` tokens and returns 0; or takes none and returns the milliseconds until there are enough. */
export function spend(spending: Spending, kind: keyof Spending, rate: Rate, nowMs: number, cost = 1): number {
  // The virtual scheduling form of a token bucket: one number per bucket and no refill timer.
  const tokenMs = 1_000 / rate.perSecond;
  const emptyMs = nowMs + rate.burst * tokenMs;
  // Cap the debt at one bucket.
  spending[kind] = Math.min(spending[kind], emptyMs + rate.burst * tokenMs);
  const fullMs = Math.max(spending[kind], nowMs) + Math.min(cost, rate.burst) * tokenMs;
  const waitMs = fullMs - emptyMs;
  if (waitMs > 1e-6) return Math.ceil(waitMs);
  spending[kind] = fullMs;
  return 0;
}

/**
 * Takes a cost that is known only afterwards, even if the bucket goes into debt. The next command waits until the debt is
 * paid, at most as long as a full bucket takes to refill. A negative cost gives tokens back.
 */
export function owe(spending: Spending, kind: keyof Spending, rate: Rate, nowMs: number, cost: number): void {
  const bucketMs = (rate.burst * 1_000) / rate.perSecond;
  const fullMs = Math.max(spending[kind], nowMs) + (cost * 1_000) / rate.perSecond;
  spending[kind] = Math.min(fullMs, nowMs + 2 * bucketMs);
}

/** Milliseconds until the bucket's debt is paid; 0 without debt. */
export function owesMs(spending: Spending, kind: keyof Spending, rate: Rate, nowMs: number): number {
  return Math.max(0, Math.ceil(spending[kind] - nowMs - (rate.burst * 1_000) / rate.perSecond));
}

/** Whether all buckets are full, so that they need not be remembered. */
export function isFull({ read, write, signal, hello, refusals }: Spending, nowMs: number): boolean {
  return Math.max(read, write, signal, hello, refusals) <= nowMs;
}

/** Bytes of payload, or of a reply, for one token. */
const TOKEN_BYTES = 4_096;

/** The cost of a command whose method no feature has. */
export const UNKNOWN: Cost = { rate: "read" };

/** A command's price: one token, and more by the size of its payload, so that large batches cost more. */
export function costOf({ workBytes = TOKEN_BYTES }: Cost, payload: Uint8Array): number {
  return 1 + Math.floor(payload.length / workBytes);
}

/** The price in tokens of a reply, or of other bytes. */
export function costOfBytes(bytes: number): number {
  return Math.floor(bytes / TOKEN_BYTES);
}

/** A payload of this size or more is treated as a heavy command. */
const BULKY_BYTES = 4_096;

/** Whether the command is heavy by its size: a batch of thousands is as much work, whatever its method. */
export function isBulky({ payload }: Command): boolean {
  return payload.length >= BULKY_BYTES;
}
