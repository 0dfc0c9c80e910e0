import type { AttributeRecord } from "../store.ts";
import type { Database } from "./driver.ts";
import { EXISTS } from "./exists.ts";

export const attributeReads = {
  attributesOf: (db: Database, community: string, person: string, nowMs: number): AttributeRecord[] =>
    db
      .all<AttributeRecord>(
        `select name, type, value, readers, until_ms as untilMs from attributes
         where community = ? and person = ? and (until_ms = 0 or until_ms > ?) order by name`,
        community,
        person,
        nowMs,
      )
      .map((row) => ({ ...row })),
};

export const attributeWrites = {
  changeAttributes(
    db: Database,
    community: string,
    person: string,
    { puts, removes }: { readonly puts: readonly AttributeRecord[]; readonly removes: readonly string[] },
  ): void {
    for (const name of removes)
      db.run("delete from attributes where community = ? and person = ? and name = ?", community, person, name);
    for (const { name, type, value, readers, untilMs } of puts)
      db.run(
        `insert or replace into attributes select ?, ?, ?, ?, ?, ?, ? where ${EXISTS}`,
        community,
        person,
        name,
        type,
        value,
        readers,
        untilMs,
        community,
        person,
      );
  },

  removeEndedAttributes: (db: Database, nowMs: number): number =>
    db.run("delete from attributes where until_ms > 0 and until_ms <= ?", nowMs),
};

export function forgetAttributes(db: Database, community: string, person: string): void {
  db.run("delete from attributes where community = ? and person = ?", community, person);
}
