import type { CommandContext } from "./feature.ts";

/** So much the clocks may differ, and a command take on its way, without that an end is moved. */
const SAME_MS = 5_000;

/**
 * What a command gives an end to, with the end by this server's clock: as much is left of it as was when the client sent
 * the command, whatever the client takes the time to be. An end of 0 is none.
 */
export function endingHere<Given extends { readonly untilMs: number }>(
  given: Given,
  { timeMs = 0 }: Pick<CommandContext, "timeMs">,
  nowMs: number,
): Given {
  const offMs = nowMs - timeMs;
  if (timeMs === 0 || given.untilMs === 0 || Math.abs(offMs) <= SAME_MS) return given;
  // 0 would be no end, and what is beyond F8 cannot be told.
  return { ...given, untilMs: Math.min(Math.max(1, given.untilMs + offMs), Number.MAX_SAFE_INTEGER) };
}
