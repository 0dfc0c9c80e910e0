import { EXISTS } from "../../../people/storage/exists.ts";
import type { Database } from "../../../store/sqlite/driver.ts";
import { KeptKeys } from "../../../store/sqlite/kept-keys.ts";
import { Seal } from "../../../store/sqlite/seal.ts";
import type { SqliteStorage } from "../../../store/sqlite/storage.ts";
import type { AttributeChange, AttributeRecord } from "./contract.ts";

const ATTRIBUTES = new Seal("attributes", "person", "name", "type", "value", "readers", "until_ms");
const KEYS = new KeptKeys("attribute_keys");

const reads = {
  keys: (db: Database, community: string, person: string) => KEYS.of(db, community, person),

  of: (db: Database, community: string, person: string, nowMs: number): AttributeRecord[] =>
    db
      .all<AttributeRecord & { sum: number | null }>(
        `select name, type, value, readers, until_ms as untilMs, sum from attributes
         where community = ? and person = ? and (until_ms = 0 or until_ms > ?) order by name`,
        community,
        person,
        nowMs,
      )
      .map(({ sum, ...row }) => {
        ATTRIBUTES.check(sum, person, row.name, row.type, row.value, row.readers, row.untilMs);
        return row;
      }),
};

const writes = {
  change(db: Database, community: string, person: string, { puts, removes, keys }: AttributeChange): void {
    if (db.get(`select 1 where ${EXISTS}`, community, person)) KEYS.put(db, community, person, keys);
    for (const name of removes)
      db.run("delete from attributes where community = ? and person = ? and name = ?", community, person, name);
    for (const { name, type, value, readers, untilMs } of puts)
      db.run(
        `insert or replace into attributes select ?, ?, ?, ?, ?, ?, ?, ? where ${EXISTS}`,
        community,
        person,
        name,
        type,
        value,
        readers,
        untilMs,
        ATTRIBUTES.of(person, name, type, value, readers, untilMs),
        community,
        person,
      );
  },

  removeEnded: (db: Database, nowMs: number): number =>
    db.run("delete from attributes where until_ms > 0 and until_ms <= ?", nowMs),
};

const TABLES = `
create table attributes (
  community text not null, person text not null, name text not null, type integer not null, value blob not null,
  readers text not null, until_ms integer not null,
  primary key (community, person, name)
) strict, without rowid;
create index attributes_by_end on attributes (until_ms) where until_ms > 0;
`;

export type Reads = typeof reads;
export type Writes = typeof writes;

export const storage: SqliteStorage<Reads, Writes> = {
  name: "attribute",
  steps: [TABLES, ATTRIBUTES.step, KEYS.step],
  personal: ["attributes", "attribute_keys"],
  problems: (db) => ATTRIBUTES.problems(db),
  reads,
  writer: (db) => ({
    writes,
    erase(community, person) {
      db.run("delete from attributes where community = ? and person = ?", community, person);
      KEYS.erase(db, community, person);
      return false;
    },
  }),
};
