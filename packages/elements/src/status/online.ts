import type { Availability, Presence } from "@livename/client";

const NOT_ONLINE: readonly Availability[] = ["offline", "unknown"];

/** Whether somebody is there now, available or not. */
export const isOnline = ({ presence }: { readonly presence: Presence }): boolean =>
  !NOT_ONLINE.includes(presence.availability);
