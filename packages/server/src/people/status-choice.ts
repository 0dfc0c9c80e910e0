import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { Availability, type StatusChoice } from "@livename/wire/presence";
import { Refusal } from "../kernel/refusal.ts";
import { problemOf, tidy } from "../text/text.ts";

const AVAILABILITIES = new Set<number>(Object.values(Availability));

/**
 * What of a choice everybody may see, fit to be kept.
 * @throws Refusal INVALID or TOO_LARGE.
 */
export function checkChoice(
  { availability, message: written, untilMs }: StatusChoice,
  { limits, nowMs }: { readonly limits: Pick<WireLimits, "statusChars">; readonly nowMs: number },
): Omit<StatusChoice, "exceptions"> {
  if (!AVAILABILITIES.has(availability))
    throw new Refusal(Code.INVALID, "There is no such availability. Use one that SPEC names.");
  const message = tidy(written);
  if (message.length > limits.statusChars)
    throw new Refusal(Code.TOO_LARGE, `A status message has at most ${limits.statusChars} characters. Shorten it.`);
  const problem = problemOf(message, "line");
  if (problem) throw new Refusal(Code.INVALID, `The status message ${problem}. Take them out.`);
  if (untilMs !== 0 && untilMs <= nowMs)
    throw new Refusal(Code.INVALID, "The status would end in the past. Give a moment to come, or none.");
  return { availability, message, untilMs };
}
