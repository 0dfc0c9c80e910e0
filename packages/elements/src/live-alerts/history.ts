import type { Alert } from "@livename/client";

const KEPT = 50;

/** An alert as the panel shows it. */
export interface ShownAlert {
  readonly alert: Alert;
  readonly isNew: boolean;
}

/**
 * What the panel shows, newest first: what is not seen yet, and below it what was seen while the page is open, so that
 * marking it as seen does not take it out of sight.
 *
 * @param shown what it showed before
 * @param unseen what the client has, oldest first
 */
export function historyOf(shown: readonly ShownAlert[], unseen: readonly Alert[]): readonly ShownAlert[] {
  const fresh = new Set(unseen);
  const seen = shown.filter(({ alert }) => !fresh.has(alert)).map(({ alert }) => ({ alert, isNew: false }));
  const news = [...unseen].reverse().map((alert) => ({ alert, isNew: true }));
  return [...news, ...seen].slice(0, Math.max(KEPT, news.length));
}
