/** When a status choice ends, as offered in the chooser. */
export type Expiry = "never" | "30-minutes" | "1-hour" | "today" | "custom" | "keep";

export const EXPIRIES: readonly Expiry[] = ["never", "30-minutes", "1-hour", "today", "custom"];

/**
 * The moment an expiry means, counted from `now`; undefined for never.
 *
 * @param kept the moment that was chosen before
 * @param custom the value of a `datetime-local` field, in local time; one that is empty, unreadable or
 *   past is undefined too
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
