// The schema, as the steps that led to it. A step that was released is never edited: its checksum is in every store.

export const MIGRATIONS: readonly string[] = [
  `
create table people (
  community text not null, id text not null, name text not null, title text not null, department text not null,
  phone text not null, location text not null, time_zone text not null, photo text not null,
  active integer not null default 1, password text,
  primary key (community, id)
) strict, without rowid;
create table addresses (
  community text not null, address text not null, person text not null, position integer not null,
  primary key (community, address)
) strict, without rowid;
create index addresses_of_person on addresses (community, person, position);
create table conversations (
  community text not null, id text not null, first integer not null, last integer not null,
  primary key (community, id)
) strict, without rowid;
create table members (
  community text not null, conversation text not null, person text not null, position integer not null,
  read integer not null, unread integer not null, version integer not null,
  primary key (community, conversation, person)
) strict, without rowid;
create unique index inboxes on members (community, person, version);
create table entries (
  community text not null, conversation text not null, number integer not null,
  sender text not null, key text not null, time_ms integer not null, text text not null,
  primary key (community, conversation, number)
) strict, without rowid;
create unique index entry_keys on entries (community, conversation, sender, key);
create table statuses (
  community text not null, person text not null, availability integer not null, message text not null,
  until_ms integer not null, set_ms integer not null, version integer not null,
  primary key (community, person)
) strict, without rowid;
`,
  `
create table sign_ins (
  secret_hash text not null primary key, community text not null, person text not null,
  created_ms integer not null, expires_ms integer not null
) strict, without rowid;
create index sign_ins_of_person on sign_ins (community, person);
create index sign_ins_by_expiry on sign_ins (expires_ms);
`,
];
