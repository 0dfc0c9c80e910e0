import type { Activity as WireActivity, Availability as WireAvailability } from "@livename/wire/presence";
import { ACTIVITIES, AVAILABILITIES } from "./read.ts";
import type { Activity, Availability, OwnStatus } from "./types.ts";

/** Reads a choice. "available" and no choice both mean automatic: undefined. */
export function readAvailability(availability: number): OwnStatus["availability"] {
  const choice = AVAILABILITIES[availability];
  return choice === "available" || choice === "unknown" ? undefined : choice;
}

export function writeAvailability(availability: Availability | undefined): WireAvailability {
  return (
    availability === "available" ? 0 : Math.max(0, AVAILABILITIES.indexOf(availability ?? "unknown"))
  ) as WireAvailability;
}

export function writeActivity(activity: Activity | undefined): WireActivity {
  return Math.max(0, ACTIVITIES.indexOf(activity)) as WireActivity;
}
