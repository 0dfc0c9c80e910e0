import type { WireLimits } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { Availability } from "@livename/wire/presence";
import { PrivacyMode, type PrivacySettings, type ShownStatus } from "@livename/wire/privacy";
import { Refusal } from "../../kernel/refusal.ts";
import { checkChoice } from "../../people/status-choice.ts";
import { resolveSubjects, type Subjects } from "../../people/subjects.ts";

/** How many different statuses a person shows to chosen people. */
const SHOWN = 16;
const MODES = new Set<number>(Object.values(PrivacyMode));

export const EVERYBODY: PrivacySettings = { mode: PrivacyMode.UNSPECIFIED, listed: [], shown: [] };

export interface SettingsCheck {
  readonly subjects: Subjects;
  readonly limits: Pick<WireLimits, "statusChars">;
  readonly owner: { readonly community: string; readonly person: string };
  /** The settings so far: whom they name may stay though nobody has that id any more. */
  readonly held: PrivacySettings;
  readonly nowMs: number;
}

/**
 * The settings as they are kept: subjects by id, what has ended left out.
 * @throws Refusal TOO_MANY, TOO_LARGE, INVALID, NO_SUCH_PERSON or NO_SUCH_GROUP.
 */
export function checkSettings(settings: PrivacySettings, check: SettingsCheck): PrivacySettings {
  const { subjects, owner, held } = check;
  if (!MODES.has(settings.mode))
    throw new Refusal(
      Code.INVALID,
      "There is no such mode. Let everybody see you, only those listed, or all but them.",
    );
  if (settings.shown.length > SHOWN)
    throw new Refusal(Code.TOO_MANY, `At most ${SHOWN} statuses are shown to chosen people. Take some together.`);
  if (settings.listed.length + settings.shown.reduce((sum, { to }) => sum + to.length, 0) > subjects.limit)
    throw new Refusal(
      Code.TOO_MANY,
      `All lists together name at most ${subjects.limit} people and groups. Use groups for more.`,
    );
  const stood = [...held.listed, ...held.shown.flatMap(({ to }) => to)];
  return {
    mode: settings.mode,
    listed: resolveSubjects(subjects, owner, settings.listed, stood),
    shown: settings.shown
      .filter(({ choice }) => !choice?.untilMs || choice.untilMs > check.nowMs)
      .map((shown) => checkShown(shown, stood, check)),
  };
}

function checkShown(
  { to, choice }: ShownStatus,
  stood: PrivacySettings["listed"],
  { subjects, owner, limits, nowMs }: SettingsCheck,
): ShownStatus {
  if (!choice || to.length === 0)
    throw new Refusal(Code.INVALID, "A status that is shown needs a choice and somebody to show it to.");
  if (choice.availability === Availability.OFFLINE)
    throw new Refusal(Code.INVALID, "Offline cannot be shown to chosen people. Put them on a list to hide from them.");
  return {
    to: resolveSubjects(subjects, owner, to, stood),
    choice: { ...checkChoice(choice, { limits, nowMs }), exceptions: [] },
  };
}
