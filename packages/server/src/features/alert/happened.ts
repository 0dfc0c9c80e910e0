import { AlertEvent } from "@livename/wire/alert";
import { Availability, type PresenceInit } from "@livename/wire/presence";

/** Whether what the rule waits for lies between the two, as its owner sees them (A3). */
export function happened(event: AlertEvent, before: PresenceInit, after: PresenceInit): boolean {
  switch (event) {
    case AlertEvent.ONLINE:
      return before.availability === Availability.OFFLINE && after.availability !== Availability.OFFLINE;
    case AlertEvent.AVAILABLE:
      return before.availability !== Availability.AVAILABLE && after.availability === Availability.AVAILABLE;
    case AlertEvent.STATUS:
      return (
        before.availability !== after.availability ||
        (before.activity ?? 0) !== (after.activity ?? 0) ||
        (before.message ?? "") !== (after.message ?? "")
      );
    default:
      return false;
  }
}
