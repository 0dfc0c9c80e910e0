import type { Command } from "@livename/wire/frame";
import type { Cost } from "../kernel/cost.ts";

/** How often something may be done: `burst` at once, then `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface Rates {
  readonly read: Rate;
  readonly write: Rate;
  readonly signal: Rate;
  /** Hellos that sign the person in. */
  readonly hello: Rate;
  /** What asks for nothing or was refused for being too fast; who goes on beyond this is closed. */
  readonly refusals: Rate;
}

/** What one session, or one person, has spent: for each kind the moment when its bucket is full again. */
export class Spending {
  read = 0;
  write = 0;
  signal = 0;
  hello = 0;
  refusals = 0;
}

/** Takes `cost` tokens and returns 0, or takes none and returns in how many milliseconds a second try will do. */
export function spend(spending: Spending, kind: keyof Spending, rate: Rate, nowMs: number, cost = 1): number {
  // The virtual scheduling form of a token bucket: one number a bucket, nothing to refill.
  const tokenMs = 1_000 / rate.perSecond;
  const emptyMs = nowMs + rate.burst * tokenMs;
  // No debt is larger than a bucket.
  spending[kind] = Math.min(spending[kind], emptyMs + rate.burst * tokenMs);
  const fullMs = Math.max(spending[kind], nowMs) + Math.min(cost, rate.burst) * tokenMs;
  const waitMs = fullMs - emptyMs;
  if (waitMs > 1e-6) return Math.ceil(waitMs);
  spending[kind] = fullMs;
  return 0;
}

/**
 * Takes what a command turned out to cost, more than the bucket has if need be: whoever owes waits until it is paid, for
 * as long as a whole bucket takes at most. Less than nothing gives back.
 */
export function owe(spending: Spending, kind: keyof Spending, rate: Rate, nowMs: number, cost: number): void {
  const bucketMs = (rate.burst * 1_000) / rate.perSecond;
  const fullMs = Math.max(spending[kind], nowMs) + (cost * 1_000) / rate.perSecond;
  spending[kind] = Math.min(fullMs, nowMs + 2 * bucketMs);
}

/** In how many milliseconds nothing is owed any more; 0 when nothing is. */
export function owesMs(spending: Spending, kind: keyof Spending, rate: Rate, nowMs: number): number {
  return Math.max(0, Math.ceil(spending[kind] - nowMs - (rate.burst * 1_000) / rate.perSecond));
}

/** Whether all buckets are full: who has none that is not may be forgotten. */
export function isFull({ read, write, signal, hello, refusals }: Spending, nowMs: number): boolean {
  return Math.max(read, write, signal, hello, refusals) <= nowMs;
}

/** Bytes of payload and of answers that cost a token. */
const TOKEN_BYTES = 4_096;

/** What asks for something that nobody answers: who must not ask, or no feature. */
export const UNKNOWN: Cost = { rate: "read" };

/** A command's price in tokens: one, and more by the bytes of its payload, so that large batches are not for nothing. */
export function costOf({ workBytes = TOKEN_BYTES }: Cost, payload: Uint8Array): number {
  return 1 + Math.floor(payload.length / workBytes);
}

/** What an answer, or anything else that is moved, costs by its bytes. */
export function costOfBytes(bytes: number): number {
  return Math.floor(bytes / TOKEN_BYTES);
}

/** From here on a payload asks for so much that others have their turn before. */
const BULKY_BYTES = 4_096;

/** Work by its bytes: a batch of thousands is no less than a heavy command, whatever its method. */
export function isBulky({ payload }: Command): boolean {
  return payload.length >= BULKY_BYTES;
}
