import type { CommandContext } from "./feature.ts";

/** Tolerated sum of clock difference and time in transit: an end time is not adjusted for less. */
const SAME_MS = 5_000;

/**
 * Converts the end time that a command sets to this server's clock: the remaining time stays what it was when the client
 * sent the command, even if the client's clock is wrong. 0 means no end.
 */
export function endingHere<Given extends { readonly untilMs: number }>(
  given: Given,
  { timeMs = 0 }: Pick<CommandContext, "timeMs">,
  nowMs: number,
): Given {
  const offMs = nowMs - timeMs;
  if (timeMs === 0 || given.untilMs === 0 || Math.abs(offMs) <= SAME_MS) return given;
  // Not 0, which means no end; and not above the largest integer that F8 allows.
  return { ...given, untilMs: Math.min(Math.max(1, given.untilMs + offMs), Number.MAX_SAFE_INTEGER) };
}
