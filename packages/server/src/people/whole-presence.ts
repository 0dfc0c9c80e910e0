import { Activity, Availability } from "@livename/wire/presence";
import type { DeviceKind } from "@livename/wire/session";

/** A person as all sessions, the services and the choice together make them. */
export interface Aggregate {
  readonly availability: Availability;
  readonly activity: Activity;
  readonly message: string;
  readonly untilMs: number;
  readonly devices: readonly DeviceKind[];
}

/** Whoever is offline, has hidden or chose to be seen so: one value, which says nothing else (P9). */
export const OFFLINE: Aggregate = Object.freeze({
  availability: Availability.OFFLINE,
  activity: Activity.UNSPECIFIED,
  message: "",
  untilMs: 0,
  devices: [],
});

/** The whole truth about a person's presence; what of it a watcher sees is the view's business. */
export interface WholePresence extends Aggregate {
  /** When availability and activity began, as seen since the server's start; 0 for whoever is offline. */
  readonly sinceMs: number;
  /** Since when the person has been anything but offline; 0 for whoever is. */
  readonly cameMs: number;
}

/** OFFLINE as a whole. */
export const GONE: WholePresence = Object.freeze({ ...OFFLINE, sinceMs: 0, cameMs: 0 });
