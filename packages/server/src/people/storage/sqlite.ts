import type { SqliteStorage } from "../../store/sqlite/storage.ts";
import { aliasReads, aliasWrites } from "./aliases.ts";
import { GROUP_KEYS, groupReads, groupWrites } from "./groups.ts";
import { erasePerson, peopleReads, peopleWrites } from "./people.ts";
import { signInReads, signInWrites } from "./sign-ins.ts";

const TABLES = `
create table people (
  community text not null, id text not null, name text not null, title text not null, department text not null,
  phone text not null, location text not null, time_zone text not null, photo text not null,
  active integer not null default 1, password text, manager text not null default '',
  primary key (community, id)
) strict, without rowid;
create index people_by_manager on people (community, manager) where manager <> '';
create table addresses (
  community text not null, address text not null, person text not null, position integer not null,
  primary key (community, address)
) strict, without rowid;
create index addresses_of_person on addresses (community, person, position);
create table aliases (
  community text not null, application text not null, alias text not null, person text not null,
  primary key (community, application, alias)
) strict, without rowid;
create index aliases_of_person on aliases (community, person, application);
create table groups (
  community text not null, id text not null, name text not null, application integer not null,
  owner text not null default '',
  primary key (community, id)
) strict, without rowid;
create table group_members (
  community text not null, group_id text not null, person text not null, nested text not null,
  primary key (community, group_id, person, nested)
) strict, without rowid;
create index group_members_of_person on group_members (community, person);
create index group_members_of_group on group_members (community, nested);
create table sign_ins (
  secret_hash text not null primary key, community text not null, person text not null,
  created_ms integer not null, expires_ms integer not null
) strict, without rowid;
create index sign_ins_of_person on sign_ins (community, person);
create index sign_ins_by_expiry on sign_ins (expires_ms);
`;

const reads = { ...peopleReads, ...aliasReads, ...groupReads, ...signInReads };
const writes = { ...peopleWrites, ...aliasWrites, ...groupWrites, ...signInWrites };

export type Reads = typeof reads;
export type Writes = typeof writes;

export const storage: SqliteStorage<Reads, Writes> = {
  name: "people",
  steps: [TABLES, GROUP_KEYS.step],
  personal: ["people", "addresses", "aliases"],
  reads,
  writer: (db) => ({ writes, erase: (community, person) => erasePerson(db, community, person) }),
};
