// Statuses and sign-ins: registers without history.

import type { SignInRecord, StatusRecord } from "../store.ts";
import type { Database } from "./driver.ts";

export const registerReads = {
  statuses: (db: Database, community: string): Array<{ person: string; status: StatusRecord }> =>
    db
      .all<StatusRecord & { person: string }>(
        `select person, availability, message, until_ms as untilMs, set_ms as setMs, version from statuses
         where community = ?`,
        community,
      )
      .map(({ person, ...status }) => ({ person, status })),

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
      "insert or replace into statuses values (?, ?, ?, ?, ?, ?, ?)",
      community,
      person,
      status.availability,
      status.message,
      status.untilMs,
      status.setMs,
      status.version,
    );
  },

  addSignIn(db: Database, record: SignInRecord): void {
    db.run(
      "insert or replace into sign_ins values (?, ?, ?, ?, ?)",
      record.secretHash,
      record.community,
      record.person,
      record.createdMs,
      record.expiresMs,
    );
  },

  removeSignIn(db: Database, secretHash: string): void {
    db.run("delete from sign_ins where secret_hash = ?", secretHash);
  },

  removeSignIns(db: Database, community: string, person: string): void {
    db.run("delete from sign_ins where community = ? and person = ?", community, person);
  },

  removeExpiredSignIns: (db: Database, nowMs: number): number =>
    db.run("delete from sign_ins where expires_ms <= ?", nowMs),
};
