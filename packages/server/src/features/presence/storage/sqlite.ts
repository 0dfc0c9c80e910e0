import { EXISTS } from "../../../people/storage/exists.ts";
import type { Database } from "../../../store/sqlite/driver.ts";
import { Seal } from "../../../store/sqlite/seal.ts";
import type { SqliteStorage } from "../../../store/sqlite/storage.ts";
import type { StatusRecord } from "./contract.ts";

const STATUSES = new Seal(
  "statuses",
  ...["person", "availability", "message", "until_ms", "set_ms", "version", "exceptions", "recent", "keys"],
);

interface StatusRow extends Omit<StatusRecord, "exceptions" | "recent" | "keys"> {
  person: string;
  exceptions: string;
  recent: string;
  keys: string;
  sum: number | null;
}

/** @throws Rejected "damaged" when the row is not as it was written. */
function statusOf({ person, exceptions, recent, keys, sum, ...status }: StatusRow) {
  const { availability, message, untilMs, setMs, version } = status;
  STATUSES.check(sum, person, availability, message, untilMs, setMs, version, exceptions, recent, keys);
  return {
    person,
    status: {
      ...status,
      exceptions: JSON.parse(exceptions) as StatusRecord["exceptions"],
      recent: JSON.parse(recent) as string[],
      keys: JSON.parse(keys) as string[],
    },
  };
}

const reads = {
  all: (db: Database, community: string): Array<{ person: string; status: StatusRecord }> =>
    db
      .all<StatusRow>(
        `select person, availability, message, until_ms as untilMs, set_ms as setMs, version, exceptions, recent, keys, sum
         from statuses where community = ?`,
        community,
      )
      .map(statusOf),
};

const writes = {
  set(db: Database, community: string, person: string, status: StatusRecord): void {
    const { availability, message, untilMs, setMs, version } = status;
    const lists = [status.exceptions, status.recent, status.keys].map((list) => JSON.stringify(list));
    const values = [person, availability, message, untilMs, setMs, version, ...lists];
    db.run(
      `insert or replace into statuses
       (community, person, availability, message, until_ms, set_ms, version, exceptions, recent, keys, sum)
       select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? where ${EXISTS}`,
      ...[community, ...values, STATUSES.of(...values), community, person],
    );
  },
};

const TABLES = `
create table statuses (
  community text not null, person text not null, availability integer not null, message text not null,
  until_ms integer not null, set_ms integer not null, version integer not null,
  exceptions text not null default '[]', recent text not null default '[]', keys text not null default '[]',
  primary key (community, person)
) strict, without rowid;
`;

export type Reads = typeof reads;
export type Writes = typeof writes;

export const storage: SqliteStorage<Reads, Writes> = {
  name: "presence",
  steps: [TABLES, STATUSES.step],
  personal: ["statuses"],
  problems: (db) => STATUSES.problems(db),
  reads,
  writer: (db) => ({
    writes,
    erase(community, person) {
      db.run("delete from statuses where community = ? and person = ?", community, person);
      return false;
    },
  }),
};
