// The rules P2 to P9 of SPEC as pure functions over plain data.
import { Activity, Availability } from "@livename/wire/presence";
import { DeviceKind } from "@livename/wire/session";
import { type Aggregate, OFFLINE } from "../../people/whole-presence.ts";

/** What counts of one session. */
export interface SessionFacts {
  readonly kind: DeviceKind;
  readonly activity: Activity;
  /** Its device was not used for long enough. */
  readonly away: boolean;
}

/** What the person chose. */
export interface Choice {
  readonly availability: Availability;
  readonly message: string;
  /** 0 for never. */
  readonly untilMs: number;
}

/** What a service says that the person is doing. */
export interface SaidActivity {
  readonly activity: Activity;
  /** When it ends by itself; Infinity for with the service's session. */
  readonly untilMs: number;
}

const NOTHING_SAID: readonly SaidActivity[] = [];

/** Whether the choice still counts. */
export function isCurrent(choice: Choice, now: number): boolean {
  return choice.untilMs === 0 || choice.untilMs > now;
}

export function aggregate(
  sessions: readonly SessionFacts[],
  choice: Choice | undefined,
  now: number,
  said: readonly SaidActivity[] = NOTHING_SAID,
): Aggregate {
  const current = choice && isCurrent(choice, now) ? choice : undefined;
  if (sessions.length === 0 || current?.availability === Availability.OFFLINE) return OFFLINE;
  const activity = mainActivity(sessions, said, now);
  return {
    availability: availabilityOf(sessions, current, activity),
    activity,
    message: current?.message ?? "",
    untilMs: current?.untilMs ?? 0,
    devices: devicesOf(sessions),
  };
}

/** The next moment after `now` at which the choice or what is said ends by itself; Infinity for never. */
export function nextEnd(choice: Choice | undefined, now: number, said: readonly SaidActivity[] = NOTHING_SAID): number {
  let next = choice && choice.untilMs > now ? choice.untilMs : Number.POSITIVE_INFINITY;
  for (const { untilMs } of said) if (untilMs > now) next = Math.min(next, untilMs);
  return next;
}

function availabilityOf(
  sessions: readonly SessionFacts[],
  current: Choice | undefined,
  activity: Activity,
): Availability {
  const chosen = current?.availability ?? Availability.UNSPECIFIED;
  if (chosen === Availability.DO_NOT_DISTURB) return chosen;
  if (activity !== Activity.UNSPECIFIED) return Availability.BUSY;
  // With an end, being available is chosen like any other: until then nobody is set away.
  const automatic =
    chosen === Availability.UNSPECIFIED || (chosen === Availability.AVAILABLE && current?.untilMs === 0);
  if (!automatic) return chosen;
  return sessions.some((session) => !session.away) ? Availability.AVAILABLE : Availability.AWAY;
}

/** Presenting before a call before a meeting: the least number that is not 0. */
function mainActivity(sessions: readonly SessionFacts[], said: readonly SaidActivity[], now: number): Activity {
  let main: Activity = Activity.UNSPECIFIED;
  for (const { activity } of sessions) main = stronger(main, activity);
  for (const { activity, untilMs } of said) if (untilMs > now) main = stronger(main, activity);
  return main;
}

function stronger(a: Activity, b: Activity): Activity {
  return b !== Activity.UNSPECIFIED && (a === Activity.UNSPECIFIED || b < a) ? b : a;
}

function devicesOf(sessions: readonly SessionFacts[]): DeviceKind[] {
  const kinds = new Set(sessions.map((session) => session.kind));
  kinds.delete(DeviceKind.UNSPECIFIED);
  return [...kinds].sort((a, b) => a - b);
}
