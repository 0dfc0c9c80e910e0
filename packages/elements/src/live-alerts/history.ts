import type { Alert } from "@livename/client";

const KEPT = 50;

/** An alert in the panel. */
export interface ShownAlert {
  readonly alert: Alert;
  readonly isNew: boolean;
}

/**
 * The alerts to show, newest first: those not seen yet, and below them those seen since the page was opened, so that an
 * alert does not disappear when it is marked as seen.
 *
 * @param shown the alerts shown before
 * @param unseen the client's unseen alerts, oldest first
 */
export function historyOf(shown: readonly ShownAlert[], unseen: readonly Alert[]): readonly ShownAlert[] {
  const fresh = new Set(unseen);
  const seen = shown.filter(({ alert }) => !fresh.has(alert)).map(({ alert }) => ({ alert, isNew: false }));
  const news = [...unseen].reverse().map((alert) => ({ alert, isNew: true }));
  return [...news, ...seen].slice(0, Math.max(KEPT, news.length));
}
