// Compares what a client says it holds of a register, a scope or a log with the server's state. Pure, for every feature.
import { Code } from "@livename/wire/frame";
import type { LogPosition, ScopeVersion } from "@livename/wire/log";
import { Refusal } from "./refusal.ts";

/** Whether a difference can be based on the held version: it has this epoch and is not newer than the server's. */
export function isHeld(held: ScopeVersion | undefined, now: ScopeVersion): held is ScopeVersion {
  return held !== undefined && held.epoch === now.epoch && held.version <= now.version;
}

/**
 * Checks that a change of a register is based on its newest version. Passes if the change names no base. The epoch of a
 * register that was never set (version 0) is not compared.
 *
 * @throws Refusal STALE with `sentence` as its message
 */
export function checkBase(base: ScopeVersion | undefined, now: ScopeVersion, sentence: string): void {
  if (!base || (base.version === now.version && (base.epoch === now.epoch || now.version === 0))) return;
  throw new Refusal(Code.STALE, sentence);
}

/** A range of a log: the entries that follow a number, or the newest entries below one. */
export type Page =
  | { readonly after: number; readonly limit: number }
  | { readonly before: number; readonly limit: number };

/** The number up to which the client validly holds the log; 0 if it has another epoch or lies outside of the log. */
export function heldOf({ epoch, first, last }: LogPosition, held: { number: number; epoch: number }): number {
  const counts = held.epoch === epoch && held.number >= first - 1 && held.number <= last;
  return counts ? held.number : 0;
}

/**
 * The page for a client that holds the log up to `held` (see `heldOf`): the entries that follow, or the newest ones if
 * it holds none; undefined when there is nothing to read. No page goes beyond `last`: entries appended later are pushed
 * after the reply.
 */
export function pageSince({ first, last }: LogPosition, held: number, limit: number): Page | undefined {
  if (last < first || held === last) return undefined;
  return held > 0 ? { after: held, limit: Math.min(limit, last - held) } : { before: last + 1, limit };
}

/** The page that ends below a number, 0 for the end of the log; undefined when there is nothing to read. */
export function pageBefore({ first, last }: LogPosition, before: number, limit: number): Page | undefined {
  if (last < first) return undefined;
  return { before: before === 0 ? last + 1 : Math.min(before, last + 1), limit };
}
