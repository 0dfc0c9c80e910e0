import type { Database } from "../../store/sqlite/driver.ts";
import type { SignInRecord } from "./contract.ts";

export const signInReads = {
  getSignIn(db: Database, secretHash: string): SignInRecord | undefined {
    const row = db.get<SignInRecord>(
      `select secret_hash as secretHash, community, person, created_ms as createdMs, expires_ms as expiresMs
       from sign_ins where secret_hash = ?`,
      secretHash,
    );
    return row && { ...row };
  },
};

export const signInWrites = {
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

/** Ends what the person is signed in to in browsers. */
export function removeSignIns(db: Database, community: string, person: string): void {
  db.run("delete from sign_ins where community = ? and person = ?", community, person);
}
