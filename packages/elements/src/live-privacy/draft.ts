import type { PrivacyChange, PrivacySettings, ShownStatus, Subject } from "@livename/client";
import { type Expiry, expiryMoment } from "../status/expiry.ts";

/** The most statuses for chosen people that the server accepts (V8). */
export const SHOWN_AT_MOST = 16;

/** A status for chosen people, as edited in the form. */
export interface ShownRow {
  /** Identifies the row while the form is open. */
  readonly key: number;
  readonly to: readonly Subject[];
  readonly availability: ShownStatus["availability"];
  readonly message: string;
  readonly expiry: Expiry;
  /** The end it had when the form was opened. */
  readonly kept: Date | undefined;
  readonly custom: string;
}

/** The settings as edited in the form. */
export interface Draft {
  readonly mode: PrivacySettings["mode"];
  readonly listed: readonly Subject[];
  readonly shown: readonly ShownRow[];
}

/** Why a draft cannot be saved. */
export type Problem = "nobody-chosen" | "past";

let keys = 0;

export const emptyRow = (): ShownRow => ({
  key: ++keys,
  to: [],
  availability: "busy",
  message: "",
  expiry: "never",
  kept: undefined,
  custom: "",
});

export const draftOf = ({ mode, listed, shown }: PrivacySettings): Draft => ({
  mode,
  listed,
  shown: shown.map(({ to, availability, message, until }) => ({
    ...emptyRow(),
    ...{ to, availability, message, kept: until, expiry: until === undefined ? "never" : "keep" },
  })),
});

/** The change to save, or why it cannot be saved. */
export function changeOf(
  { mode, listed, shown }: Draft,
  now: Date,
): { readonly change: PrivacyChange } | { readonly problem: Problem } {
  if (shown.some(({ to }) => to.length === 0)) return { problem: "nobody-chosen" };
  const rows = shown.map(({ to, availability, message, expiry, kept, custom }) => {
    const until = expiryMoment(expiry, now, custom, kept);
    return { to, availability, message: message.trim(), until, isPast: expiry === "custom" && until === undefined };
  });
  if (rows.some(({ isPast }) => isPast)) return { problem: "past" };
  return { change: { mode, listed, shown: rows.map(({ isPast, ...row }) => row) } };
}
