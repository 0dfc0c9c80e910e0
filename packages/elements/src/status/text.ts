import type { Presence } from "@livename/client";
import type { Locale } from "../locales/locale.ts";

const DAY_MS = 86_400_000;

/** One or two words for a presence: the activity where there is one, else the availability. */
export function statusText(locale: Locale, presence: Presence): string {
  const { availability, activity } = presence;
  if (activity !== undefined && availability !== "do-not-disturb" && availability !== "unknown") {
    return locale.text(`activity.${activity}`);
  }
  return locale.text(`status.${availability}`);
}

/**
 * A date and time in few words: the time today, "yesterday" or "tomorrow" with the time, the weekday within the last
 * week, else the date.
 */
export function momentText(locale: Locale, moment: Date, now: Date): string {
  const time = locale.date(moment, { timeStyle: "short" });
  const days = Math.round((startOfDay(now) - startOfDay(moment)) / DAY_MS);
  if (days === 0) return time;
  if (days === 1) return locale.text("time.yesterday", { time });
  if (days === -1) return locale.text("time.tomorrow", { time });
  if (days > 1 && days < 7) return `${locale.date(moment, { weekday: "long" })} ${time}`;
  const sameYear = moment.getFullYear() === now.getFullYear();
  return locale.date(moment, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

/** "Available since 9:14", "Busy until 17:00", or the bare status when neither is known. */
export function statusLine(locale: Locale, presence: Presence, now: Date): string {
  const status = statusText(locale, presence);
  if (presence.availability === "unknown") return status;
  if (presence.until !== undefined && presence.until > now) {
    return locale.text("status.until", { status, time: momentText(locale, presence.until, now) });
  }
  if (presence.since === undefined) return status;
  return locale.text("status.since", { status, time: momentText(locale, presence.since, now) });
}

/**
 * The local time in somebody's time zone; undefined when this browser does not know the zone, or the reader's local
 * time is the same.
 */
export function localTime(locale: Locale, timeZone: string, now: Date): string | undefined {
  if (timeZone === "") return undefined;
  try {
    const time = { timeStyle: "short" } as const;
    const dated = { weekday: "short", hour: "numeric", minute: "2-digit" } as const;
    if (locale.date(now, { ...dated, timeZone }) === locale.date(now, dated)) return undefined;
    const sameDay = locale.date(now, { weekday: "short", timeZone }) === locale.date(now, { weekday: "short" });
    return locale.date(now, { ...(sameDay ? time : dated), timeZone });
  } catch {
    return undefined; // a time zone that is no IANA name
  }
}

function startOfDay(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
