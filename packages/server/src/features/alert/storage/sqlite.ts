// Rules of alerts, and what came of them: a log for each owner, of which the newest are kept.

import type { Keys } from "../../../kernel/keys.ts";
import type { Database } from "../../../store/sqlite/driver.ts";
import { KeptKeys } from "../../../store/sqlite/kept-keys.ts";
import { epochOf } from "../../../store/sqlite/migrate.ts";
import { Seal } from "../../../store/sqlite/seal.ts";
import type { SqliteStorage } from "../../../store/sqlite/storage.ts";
import type { AlertRecord, AlertRuleRecord, AlertsRecord, FiredRecord } from "./contract.ts";
import { type AlertLog, afterFiring, afterSeeing, NEW_LOG } from "./rules.ts";

const RULE = 'id, person, group_id as "group", event, once';
const ALERT = "number, rule, event, person, time_ms as timeMs, presence, sum";
const ALERTS = new Seal("alerts", "owner", "number", "rule", "event", "person", "time_ms", "presence");
const KEYS = new KeptKeys("alert_keys");

const reads = {
  keys: (db: Database, community: string, owner: string) => KEYS.of(db, community, owner),

  rules: (db: Database, community: string): Array<{ owner: string; rule: AlertRuleRecord }> =>
    db
      .all<AlertRuleRecord & { owner: string; once: unknown }>(
        `select owner, ${RULE} from alert_rules where community = ? order by owner, id`,
        community,
      )
      .map(({ owner, ...rule }) => ({ owner, rule: { ...rule, once: Boolean(rule.once) } })),

  list(db: Database, community: string, owner: string, after: number): AlertsRecord {
    const { last, seen } = logOf(db, community, owner);
    const first =
      db.get<{ first: number | null }>(
        "select min(number) as first from alerts where community = ? and owner = ?",
        community,
        owner,
      )?.first ?? last + 1;
    const alerts = db
      .all<AlertRecord & { sum: number | null }>(
        `select ${ALERT} from alerts where community = ? and owner = ? and number > ? order by number`,
        community,
        owner,
        after,
      )
      .map(({ sum, ...row }) => {
        ALERTS.check(sum, owner, row.number, row.rule, row.event, row.person, row.timeMs, row.presence);
        return row;
      });
    return { epoch: epochOf(db), first, last, seen, alerts };
  },
};

const writes = {
  put(db: Database, community: string, owner: string, rule: AlertRuleRecord, keys?: Keys): void {
    KEYS.put(db, community, owner, keys);
    const { id, person, group, event, once } = rule;
    db.run(
      "insert or replace into alert_rules (community, owner, id, person, group_id, event, once) values (?, ?, ?, ?, ?, ?, ?)",
      ...[community, owner, id, person, group, event, once ? 1 : 0],
    );
  },

  remove(db: Database, community: string, owner: string, id: string, keys?: Keys): boolean {
    KEYS.put(db, community, owner, keys);
    return db.run("delete from alert_rules where community = ? and owner = ? and id = ?", community, owner, id) > 0;
  },

  fire(
    db: Database,
    community: string,
    owner: string,
    fired: FiredRecord,
    { once, keep }: { once: boolean; keep: number },
  ): number | undefined {
    const rule = "community = ? and owner = ? and id = ?";
    const stands = db.get(`select 1 from alert_rules where ${rule}`, community, owner, fired.rule) !== undefined;
    const writes = afterFiring(logOf(db, community, owner), { stands, once, keep });
    if (!writes) return undefined;
    const { log, number, endsRule, forgetUpTo } = writes;
    if (endsRule) db.run(`delete from alert_rules where ${rule}`, community, owner, fired.rule);
    db.run(
      "insert into alert_logs (community, owner, last, seen) values (?, ?, ?, ?) on conflict do update set last = excluded.last",
      ...[community, owner, log.last, log.seen],
    );
    const values = [owner, number, fired.rule, fired.event, fired.person, fired.timeMs, fired.presence];
    db.run(
      "insert into alerts (community, owner, number, rule, event, person, time_ms, presence, sum) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      ...[community, ...values, ALERTS.of(...values)],
    );
    db.run("delete from alerts where community = ? and owner = ? and number <= ?", community, owner, forgetUpTo);
    return number;
  },

  see(db: Database, community: string, owner: string, number: number): number {
    const before = logOf(db, community, owner);
    const { seen } = afterSeeing(before, number);
    if (seen !== before.seen)
      db.run("update alert_logs set seen = ? where community = ? and owner = ?", seen, community, owner);
    return seen;
  },
};

/**
 * With the person go their rules and alerts, the rules of others about them, and what others were shown of them: those
 * alerts keep their numbers.
 */
function erase(db: Database, community: string, person: string): boolean {
  KEYS.erase(db, community, person);
  for (const table of ["alert_rules", "alerts", "alert_logs"])
    db.run(`delete from ${table} where community = ? and owner = ?`, community, person);
  db.run("delete from alert_rules where community = ? and person = ?", community, person);
  const sum = ALERTS.expression({ presence: "x''" });
  db.run(`update alerts set presence = x'', sum = ${sum} where community = ? and person = ?`, community, person);
  return false;
}

function logOf(db: Database, community: string, owner: string): AlertLog {
  const sql = "select last, seen from alert_logs where community = ? and owner = ?";
  return db.get<AlertLog>(sql, community, owner) ?? NEW_LOG;
}

const TABLES = `
create table alert_rules (
  community text not null, owner text not null, id text not null, person text not null, group_id text not null,
  event integer not null, once integer not null,
  primary key (community, owner, id)
) strict, without rowid;
create index alert_rules_of_person on alert_rules (community, person);
create table alert_logs (
  community text not null, owner text not null, last integer not null, seen integer not null,
  primary key (community, owner)
) strict, without rowid;
create table alerts (
  community text not null, owner text not null, number integer not null, rule text not null, event integer not null,
  person text not null, time_ms integer not null, presence blob not null,
  primary key (community, owner, number)
) strict, without rowid;
`;

export type Reads = typeof reads;
export type Writes = typeof writes;

export const storage: SqliteStorage<Reads, Writes> = {
  name: "alert",
  steps: [TABLES, ALERTS.step, KEYS.step],
  personal: ["alerts", "alert_keys"],
  problems: (db) => ALERTS.problems(db),
  reads,
  writer: (db) => ({ writes, erase: (community, person) => erase(db, community, person) }),
};
