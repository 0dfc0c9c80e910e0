// Rules of alerts, and what came of them: a log for each owner, of which the newest are kept.

import type { AlertRecord, AlertRuleRecord, AlertsRecord, FiredRecord } from "../store.ts";
import type { Database } from "./driver.ts";
import { epochOf } from "./migrate.ts";

interface LogRow {
  last: number;
  seen: number;
}

const RULE = 'id, person, group_id as "group", event, once';
const ALERT = "number, rule, event, person, time_ms as timeMs, presence";

export const alertReads = {
  alertRules: (db: Database, community: string): Array<{ owner: string; rule: AlertRuleRecord }> =>
    db
      .all<AlertRuleRecord & { owner: string; once: unknown }>(
        `select owner, ${RULE} from alert_rules where community = ? order by owner, id`,
        community,
      )
      .map(({ owner, ...rule }) => ({ owner, rule: { ...rule, once: Boolean(rule.once) } })),

  alerts(db: Database, community: string, owner: string, after: number): AlertsRecord {
    const { last, seen } = logOf(db, community, owner);
    const first =
      db.get<{ first: number | null }>(
        "select min(number) as first from alerts where community = ? and owner = ?",
        community,
        owner,
      )?.first ?? last + 1;
    const alerts = db
      .all<AlertRecord>(
        `select ${ALERT} from alerts where community = ? and owner = ? and number > ? order by number`,
        community,
        owner,
        after,
      )
      .map((row) => ({ ...row }));
    return { epoch: epochOf(db), first, last, seen, alerts };
  },
};

export const alertWrites = {
  putAlertRule(db: Database, community: string, owner: string, rule: AlertRuleRecord): void {
    const { id, person, group, event, once } = rule;
    db.run(
      "insert or replace into alert_rules (community, owner, id, person, group_id, event, once) values (?, ?, ?, ?, ?, ?, ?)",
      ...[community, owner, id, person, group, event, once ? 1 : 0],
    );
  },

  removeAlertRule: (db: Database, community: string, owner: string, id: string): boolean =>
    db.run("delete from alert_rules where community = ? and owner = ? and id = ?", community, owner, id) > 0,

  fireAlert(
    db: Database,
    community: string,
    owner: string,
    fired: FiredRecord,
    { once, keep }: { once: boolean; keep: number },
  ): number | undefined {
    // Whoever removed the rule meanwhile is not told any more, and one that fires once has fired once only.
    const rule = "community = ? and owner = ? and id = ?";
    const stands = db.get(`select 1 from alert_rules where ${rule}`, community, owner, fired.rule);
    if (!stands) return undefined;
    if (once) db.run(`delete from alert_rules where ${rule}`, community, owner, fired.rule);
    const number = logOf(db, community, owner).last + 1;
    db.run(
      "insert into alert_logs (community, owner, last, seen) values (?, ?, ?, 0) on conflict do update set last = excluded.last",
      ...[community, owner, number],
    );
    db.run(
      "insert into alerts (community, owner, number, rule, event, person, time_ms, presence) values (?, ?, ?, ?, ?, ?, ?, ?)",
      ...[community, owner, number, fired.rule, fired.event, fired.person, fired.timeMs, fired.presence],
    );
    db.run("delete from alerts where community = ? and owner = ? and number <= ?", community, owner, number - keep);
    return number;
  },

  seeAlerts(db: Database, community: string, owner: string, number: number): number {
    const { last, seen } = logOf(db, community, owner);
    const to = Math.min(number, last);
    if (to <= seen) return seen;
    db.run("update alert_logs set seen = ? where community = ? and owner = ?", to, community, owner);
    return to;
  },
};

/**
 * With the person go their rules and alerts, the rules of others about them, and what others were shown of them: those
 * alerts keep their numbers.
 */
export function eraseAlerts(db: Database, community: string, person: string): void {
  for (const table of ["alert_rules", "alerts", "alert_logs"])
    db.run(`delete from ${table} where community = ? and owner = ?`, community, person);
  db.run("delete from alert_rules where community = ? and person = ?", community, person);
  db.run("update alerts set presence = x'' where community = ? and person = ?", community, person);
}

function logOf(db: Database, community: string, owner: string): LogRow {
  const sql = "select last, seen from alert_logs where community = ? and owner = ?";
  return db.get<LogRow>(sql, community, owner) ?? { last: 0, seen: 0 };
}
