import type { Presence as WirePresence } from "@livename/wire/presence";
import type { FeatureContext } from "../feature.ts";
import type { DeviceKind } from "../session/types.ts";
import type { Activity, Availability, Presence } from "./types.ts";

/** Indexed by their numbers in the protocol. */
export const AVAILABILITIES: readonly Availability[] = [
  "unknown",
  "offline",
  "away",
  "available",
  "busy",
  "do-not-disturb",
];
export const ACTIVITIES: readonly (Activity | undefined)[] = [undefined, "presenting", "call", "meeting"];
const KINDS: readonly (DeviceKind | undefined)[] = [undefined, "desktop", "mobile", "bot"];

export const UNKNOWN: Presence = Object.freeze({
  availability: "unknown",
  activity: undefined,
  message: "",
  since: undefined,
  until: undefined,
  devices: Object.freeze([]),
});

/** Reads a presence. Numbers of a newer server that this client does not know are left out or read as unknown. */
export function readPresence(wire: WirePresence, toDate: FeatureContext["toDate"]): Presence {
  return {
    availability: AVAILABILITIES[wire.availability] ?? "unknown",
    activity: ACTIVITIES[wire.activity],
    message: wire.message,
    since: toDate(wire.sinceMs),
    until: toDate(wire.untilMs),
    devices: wire.devices.flatMap((kind) => KINDS[kind] ?? []),
  };
}
