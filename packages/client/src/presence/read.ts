import {
  type Activity as WireActivity,
  Availability as WireAvailability,
  type Presence as WirePresence,
} from "@livename/wire/presence";
import type { Core } from "../core.ts";
import type { Activity, Availability, DeviceKind, OwnStatus, Presence } from "./types.ts";

const AVAILABILITIES: readonly Availability[] = ["unknown", "offline", "away", "available", "busy", "do-not-disturb"];
const ACTIVITIES: readonly (Activity | undefined)[] = [undefined, "presenting", "call", "meeting"];
const KINDS: readonly (DeviceKind | undefined)[] = [undefined, "desktop", "mobile", "bot"];

export const UNKNOWN: Presence = Object.freeze({
  availability: "unknown",
  activity: undefined,
  message: "",
  since: undefined,
  until: undefined,
  devices: Object.freeze([]),
});

/** Numbers of a newer server that this client does not know are left out or shown as unknown. */
export function readPresence(wire: WirePresence, toDate: Core["toDate"]): Presence {
  return {
    availability: AVAILABILITIES[wire.availability] ?? "unknown",
    activity: ACTIVITIES[wire.activity],
    message: wire.message,
    since: toDate(wire.sinceMs),
    until: toDate(wire.untilMs),
    devices: wire.devices.flatMap((kind) => KINDS[kind] ?? []),
  };
}

/** As a choice: "available" and nothing are both automatic. */
export function readChoice(availability: number): OwnStatus["availability"] {
  const choice = AVAILABILITIES[availability];
  return choice === "available" || choice === "unknown" ? undefined : choice;
}

export function writeChoice(availability: Availability | undefined): WireAvailability {
  if (!availability || availability === "available") return WireAvailability.UNSPECIFIED;
  return AVAILABILITIES.indexOf(availability) as WireAvailability;
}

export function writeActivity(activity: Activity | undefined): WireActivity {
  return Math.max(0, ACTIVITIES.indexOf(activity)) as WireActivity;
}
