// The rules P2 to P9 of SPEC as pure functions over plain data.
import { Activity, Availability } from "@livename/wire/presence";
import { DeviceKind } from "@livename/wire/session";

/** What counts of one session. */
export interface SessionFacts {
  readonly kind: DeviceKind;
  readonly activity: Activity;
  /** The moment from which the session is away unless its device is used before; Infinity when it marks no input. */
  readonly awayFromMs: number;
}

/** What the person chose. */
export interface Choice {
  readonly availability: Availability;
  readonly message: string;
  /** 0 for never. */
  readonly untilMs: number;
}

/** A person as all sessions and the choice together make them. */
export interface Aggregate {
  readonly availability: Availability;
  readonly activity: Activity;
  readonly message: string;
  readonly untilMs: number;
  readonly devices: readonly DeviceKind[];
}

/** Whether the choice still counts. */
export function isCurrent(choice: Choice, now: number): boolean {
  return choice.untilMs === 0 || choice.untilMs > now;
}

export function aggregate(sessions: readonly SessionFacts[], choice: Choice | undefined, now: number): Aggregate {
  const current = choice && isCurrent(choice, now) ? choice : undefined;
  const message = current?.message ?? "";
  // Whoever chose to appear offline cannot be told from whoever is.
  if (sessions.length === 0 || current?.availability === Availability.OFFLINE)
    return { availability: Availability.OFFLINE, activity: Activity.UNSPECIFIED, message, untilMs: 0, devices: [] };
  const activity = mainActivity(sessions);
  return {
    availability: availabilityOf(sessions, current, activity, now),
    activity,
    message,
    untilMs: current?.untilMs ?? 0,
    devices: devicesOf(sessions),
  };
}

/** The next moment after `now` at which `aggregate` may differ though nobody does anything; Infinity for never. */
export function nextChange(sessions: readonly SessionFacts[], choice: Choice | undefined, now: number): number {
  let awayFromMs = 0;
  for (const session of sessions) awayFromMs = Math.max(awayFromMs, session.awayFromMs);
  const away = awayFromMs > now ? awayFromMs : Number.POSITIVE_INFINITY;
  const ends = choice && choice.untilMs > now ? choice.untilMs : Number.POSITIVE_INFINITY;
  return Math.min(away, ends);
}

function availabilityOf(
  sessions: readonly SessionFacts[],
  current: Choice | undefined,
  activity: Activity,
  now: number,
): Availability {
  const chosen = current?.availability ?? Availability.UNSPECIFIED;
  if (chosen === Availability.DO_NOT_DISTURB) return chosen;
  if (activity !== Activity.UNSPECIFIED) return Availability.BUSY;
  if (chosen !== Availability.UNSPECIFIED && chosen !== Availability.AVAILABLE) return chosen;
  return sessions.some((session) => now < session.awayFromMs) ? Availability.AVAILABLE : Availability.AWAY;
}

/** Presenting before a call before a meeting: the least number that is not 0. */
function mainActivity(sessions: readonly SessionFacts[]): Activity {
  let main: Activity = Activity.UNSPECIFIED;
  for (const { activity } of sessions)
    if (activity !== Activity.UNSPECIFIED && (main === Activity.UNSPECIFIED || activity < main)) main = activity;
  return main;
}

function devicesOf(sessions: readonly SessionFacts[]): DeviceKind[] {
  const kinds = new Set(sessions.map((session) => session.kind));
  kinds.delete(DeviceKind.UNSPECIFIED);
  return [...kinds].sort((a, b) => a - b);
}
