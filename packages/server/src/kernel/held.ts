// What somebody says to hold of a register, a scope or a log, judged against what there is: pure, for every feature.
import { Code } from "@livename/wire/frame";
import type { LogPosition, ScopeVersion } from "@livename/wire/log";
import { Refusal } from "./refusal.ts";

/** Whether a difference can be built on the version: of this epoch, and not from a future that was lost. */
export function isHeld(held: ScopeVersion | undefined, now: ScopeVersion): held is ScopeVersion {
  return held !== undefined && held.epoch === now.epoch && held.version <= now.version;
}

/**
 * Checks that a change of a register builds on its newest version, where the change says on which. Before anybody has
 * set it (version 0) its epoch tells nothing.
 *
 * @throws Refusal STALE with the sentence
 */
export function checkBase(base: ScopeVersion | undefined, now: ScopeVersion, sentence: string): void {
  if (!base || (base.version === now.version && (base.epoch === now.epoch || now.version === 0))) return;
  throw new Refusal(Code.STALE, sentence);
}

/** Entries of a log: those that follow a number, or the newest ones below one. */
export type Page =
  | { readonly after: number; readonly limit: number }
  | { readonly before: number; readonly limit: number };

/** How far the log is held; 0 when what is held is void: of another epoch, before its first entry, or beyond its last. */
export function heldOf({ epoch, first, last }: LogPosition, held: { number: number; epoch: number }): number {
  const counts = held.epoch === epoch && held.number >= first - 1 && held.number <= last;
  return counts ? held.number : 0;
}

/**
 * The page to answer to somebody who holds the log up to `held` (see `heldOf`): what follows, or the newest entries when
 * nothing is held; undefined when there is nothing to read. What is appended after `log` was read is pushed behind the
 * answer, so a page never goes beyond it.
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
