import { randomBytes } from "node:crypto";
import { type Packed, unpack } from "../../store/packed.ts";
import type { Database } from "../../store/sqlite/driver.ts";
import { normalAddress } from "../../text/address.ts";
import { forgetAliases, writeAliases } from "./aliases.ts";
import type { ImportSummary, PersonImport, PersonRecord } from "./contract.ts";
import { writeManagers } from "./managers.ts";
import { FIELDS, isSamePerson, matchPeople, normalAddresses, TOLD } from "./rules.ts";
import { removeSignIns } from "./sign-ins.ts";

interface PersonRow {
  id: string;
  addresses: string;
  name: string;
  title: string;
  department: string;
  phone: string;
  location: string;
  timeZone: string;
  photo: string;
  manager: string;
  active: number;
}

const SELECT = `select id, name, title, department, phone, location, time_zone as timeZone, photo, manager, active,
  (select json_group_array(address order by position) from addresses a
    where a.community = p.community and a.person = p.id) as addresses from people p`;

const ID_BYTES = 10;
/** Whoever is told of more people than a thousand reads everybody again (`MAX_CHANGES`). */
const MOST_IDS = 2_000;

export const peopleReads = {
  list: (db: Database, community: string, after: string, limit: number): PersonRecord[] =>
    db
      .all<PersonRow>(`${SELECT} where p.community = ? and p.id > ? order by p.id limit ?`, community, after, limit)
      .map(toRecord),

  get(db: Database, community: string, id: string): PersonRecord | undefined {
    const row = db.get<PersonRow>(`${SELECT} where p.community = ? and p.id = ?`, community, id);
    return row && toRecord(row);
  },

  find(db: Database, community: string, address: string): PersonRecord | undefined {
    const owner = ownerOf(db, community, normalAddress(address));
    return owner === undefined ? undefined : peopleReads.get(db, community, owner);
  },

  passwordHash: (db: Database, community: string, id: string): string | undefined =>
    db.get<{ password: string | null }>("select password from people where community = ? and id = ?", community, id)
      ?.password ?? undefined,
};

export const peopleWrites = {
  /** `ids`: who was added or changed; of very many the first, whom nobody looks at one by one. */
  importPeople(
    db: Database,
    community: string,
    given: readonly PersonImport[] | Packed<PersonImport>,
  ): { summary: ImportSummary; ids: string[] } {
    const people = unpack(given);
    const matches = matchPeople(people, (address) => ownerOf(db, community, address));
    const changed: Array<{ id: string; person: PersonImport }> = [];
    const added = new Set<string>();
    const ids = people.map((person, index) => {
      const known = matches[index] === undefined ? undefined : peopleReads.get(db, community, matches[index]);
      const id = known?.id ?? newId();
      if (!known) added.add(id);
      if (!known || !isSamePerson(known, person)) changed.push({ id, person });
      return id;
    });
    // Addresses of all changed people go before any comes, so that two people may exchange theirs.
    for (const { id } of changed) db.run("delete from addresses where community = ? and person = ?", community, id);
    for (const { id, person } of changed) write(db, community, id, person);
    const managers = writeManagers(db, community, people, ids);
    const aliases = writeAliases(db, community, people, ids);
    const all = new Set([...changed.map(({ id }) => id), ...managers.changed, ...aliases]);
    const summary = { added: added.size, changed: all.size - added.size, unchanged: people.length - all.size };
    const warnings = managers.warnings.slice(0, TOLD);
    return { summary: warnings.length > 0 ? { ...summary, warnings } : summary, ids: [...all].slice(0, MOST_IDS) };
  },

  setActive: (db: Database, community: string, id: string, active: boolean): boolean => {
    if (!active) removeSignIns(db, community, id);
    return db.run("update people set active = ? where community = ? and id = ?", active ? 1 : 0, community, id) > 0;
  },

  setPassword(db: Database, community: string, id: string, hash: string): boolean {
    removeSignIns(db, community, id);
    return db.run("update people set password = ? where community = ? and id = ?", hash, community, id) > 0;
  },

  renewPassword(db: Database, community: string, id: string, before: string, hash: string): boolean {
    const sql = "update people set password = ? where community = ? and id = ? and password = ?";
    return db.run(sql, hash, community, id, before) > 0;
  },
};

/** Whether there was such a person. */
export function erasePerson(db: Database, community: string, id: string): boolean {
  db.run("delete from addresses where community = ? and person = ?", community, id);
  forgetAliases(db, community, id);
  db.run("delete from group_members where community = ? and person = ?", community, id);
  db.run("update people set manager = '' where community = ? and manager = ?", community, id);
  removeSignIns(db, community, id);
  return db.run("delete from people where community = ? and id = ?", community, id) > 0;
}

function write(db: Database, community: string, id: string, person: PersonImport): void {
  db.run(
    `insert into people (community, id, name, title, department, phone, location, time_zone, photo)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set name = excluded.name, title = excluded.title,
     department = excluded.department, phone = excluded.phone, location = excluded.location,
     time_zone = excluded.time_zone, photo = excluded.photo`,
    community,
    id,
    ...FIELDS.map((field) => person[field]),
  );
  normalAddresses(person.addresses).forEach((address, position) => {
    db.run("insert into addresses values (?, ?, ?, ?)", community, address, id, position);
  });
}

function ownerOf(db: Database, community: string, address: string): string | undefined {
  const sql = "select person from addresses where community = ? and address = ?";
  return db.get<{ person: string }>(sql, community, address)?.person;
}

// Letters and digits only: an id is never mistaken for an address or for an option of a command.
function newId(): string {
  return BigInt(`0x${randomBytes(ID_BYTES).toString("hex")}`)
    .toString(36)
    .padStart(16, "0");
}

function toRecord(row: PersonRow): PersonRecord {
  return { ...row, addresses: JSON.parse(row.addresses) as string[], active: row.active === 1 };
}
