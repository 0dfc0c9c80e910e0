import { EXISTS } from "../../../people/storage/exists.ts";
import type { Database } from "../../../store/sqlite/driver.ts";
import { Seal } from "../../../store/sqlite/seal.ts";
import type { SqliteStorage } from "../../../store/sqlite/storage.ts";
import type { PrivacyRecord } from "./contract.ts";

const PRIVACY = new Seal("privacy", "person", "version", "settings", "keys");

const reads = {
  all: (db: Database, community: string): Array<{ person: string; privacy: PrivacyRecord }> =>
    db
      .all<{ person: string; version: number; settings: string; keys: string; sum: number | null }>(
        "select person, version, settings, keys, sum from privacy where community = ?",
        community,
      )
      .map(({ person, version, settings, keys, sum }) => {
        // Who would be seen by whom they hide from is no risk to take: the server does not start then.
        PRIVACY.check(sum, person, version, settings, keys);
        return {
          person,
          privacy: {
            settings: JSON.parse(settings) as PrivacyRecord["settings"],
            version,
            keys: JSON.parse(keys) as string[],
          },
        };
      }),
};

const writes = {
  set(db: Database, community: string, person: string, { settings, version, keys }: PrivacyRecord): void {
    const sql = `insert or replace into privacy (community, person, version, settings, keys, sum)
      select ?, ?, ?, ?, ?, ? where ${EXISTS}`;
    const values = [person, version, JSON.stringify(settings), JSON.stringify(keys)];
    db.run(sql, community, ...values, PRIVACY.of(...values), community, person);
  },
};

const TABLES = `
create table privacy (
  community text not null, person text not null, version integer not null, settings text not null,
  keys text not null default '[]',
  primary key (community, person)
) strict, without rowid;
`;

export type Reads = typeof reads;
export type Writes = typeof writes;

export const storage: SqliteStorage<Reads, Writes> = {
  name: "privacy",
  steps: [TABLES, PRIVACY.step],
  personal: ["privacy"],
  problems: (db) => PRIVACY.problems(db),
  reads,
  writer: (db) => ({
    writes,
    erase(community, person) {
      db.run("delete from privacy where community = ? and person = ?", community, person);
      return false;
    },
  }),
};
