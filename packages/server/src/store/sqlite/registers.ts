// Statuses, privacy and sign-ins: registers without history.

import type { PrivacyRecord, SignInRecord, StatusRecord } from "../store.ts";
import type { Database } from "./driver.ts";
import { EXISTS } from "./exists.ts";
import { epochOf } from "./migrate.ts";

interface StatusRow extends Omit<StatusRecord, "exceptions" | "recent" | "keys"> {
  person: string;
  exceptions: string;
  recent: string;
  keys: string;
}

export const registerReads = {
  epoch: (db: Database): number => epochOf(db),

  statuses: (db: Database, community: string): Array<{ person: string; status: StatusRecord }> =>
    db
      .all<StatusRow>(
        `select person, availability, message, until_ms as untilMs, set_ms as setMs, version, exceptions, recent, keys
         from statuses where community = ?`,
        community,
      )
      .map(({ person, exceptions, recent, keys, ...status }) => ({
        person,
        status: {
          ...status,
          exceptions: JSON.parse(exceptions) as StatusRecord["exceptions"],
          recent: JSON.parse(recent) as string[],
          keys: JSON.parse(keys) as string[],
        },
      })),

  privacies: (db: Database, community: string): Array<{ person: string; privacy: PrivacyRecord }> =>
    db
      .all<{ person: string; version: number; settings: string; keys: string }>(
        "select person, version, settings, keys from privacy where community = ?",
        community,
      )
      .map(({ person, version, settings, keys }) => ({
        person,
        privacy: {
          settings: JSON.parse(settings) as PrivacyRecord["settings"],
          version,
          keys: JSON.parse(keys) as string[],
        },
      })),

  getSignIn(db: Database, secretHash: string): SignInRecord | undefined {
    const row = db.get<SignInRecord>(
      `select secret_hash as secretHash, community, person, created_ms as createdMs, expires_ms as expiresMs
       from sign_ins where secret_hash = ?`,
      secretHash,
    );
    return row && { ...row };
  },
};

export const registerWrites = {
  setStatus(db: Database, community: string, person: string, status: StatusRecord): void {
    db.run(
      `insert or replace into statuses
       (community, person, availability, message, until_ms, set_ms, version, exceptions, recent, keys)
       select ?, ?, ?, ?, ?, ?, ?, ?, ?, ? where ${EXISTS}`,
      community,
      person,
      status.availability,
      status.message,
      status.untilMs,
      status.setMs,
      status.version,
      JSON.stringify(status.exceptions),
      JSON.stringify(status.recent),
      JSON.stringify(status.keys),
      community,
      person,
    );
  },

  setPrivacy(db: Database, community: string, person: string, { settings, version, keys }: PrivacyRecord): void {
    const sql = `insert or replace into privacy (community, person, version, settings, keys) select ?, ?, ?, ?, ? where ${EXISTS}`;
    const values = [version, JSON.stringify(settings), JSON.stringify(keys)];
    db.run(sql, community, person, ...values, community, person);
  },

  addSignIn(db: Database, record: SignInRecord, passwordHash: string): boolean {
    const { secretHash, community, person, createdMs, expiresMs } = record;
    const sql = `insert or replace into sign_ins select ?, ?, ?, ?, ? where exists
      (select 1 from people where community = ? and id = ? and active = 1 and password = ?)`;
    const values = [secretHash, community, person, createdMs, expiresMs, community, person, passwordHash];
    return db.run(sql, ...values) > 0;
  },

  removeSignIn(db: Database, secretHash: string): void {
    db.run("delete from sign_ins where secret_hash = ?", secretHash);
  },

  removeExpiredSignIns: (db: Database, nowMs: number): number =>
    db.run("delete from sign_ins where expires_ms <= ?", nowMs),
};
