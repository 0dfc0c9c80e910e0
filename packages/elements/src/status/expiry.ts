/** When a status choice ends, as offered in the chooser. */
export type Expiry = "never" | "30-minutes" | "1-hour" | "today" | "custom" | "keep";

export const EXPIRIES: readonly Expiry[] = ["never", "30-minutes", "1-hour", "today", "custom"];

/**
 * The date and time an expiry means, relative to `now`; undefined for never.
 *
 * @param kept the current end, for "keep"
 * @param custom the value of a `datetime-local` field, in local time; empty, invalid and past values give undefined
 */
export function expiryMoment(expiry: Expiry, now: Date, custom = "", kept?: Date): Date | undefined {
  switch (expiry) {
    case "keep":
      return kept;
    case "never":
      return undefined;
    case "30-minutes":
      return new Date(now.getTime() + 30 * 60_000);
    case "1-hour":
      return new Date(now.getTime() + 60 * 60_000);
    case "today":
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    case "custom": {
      const moment = new Date(custom);
      return moment > now ? moment : undefined;
    }
  }
}
