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
  // Conversations by a small number, so that what an append changes stands on few pages; what is withheld from whom.
  `
create table new_conversations (
  row integer primary key, community text not null, id text not null, first integer not null
) strict;
insert into new_conversations (community, id, first) select community, id, first from conversations;
create unique index conversation_ids on new_conversations (community, id);
create table new_members (
  conversation integer not null, person text not null, community text not null, position integer not null,
  read integer not null, unread integer not null, newest integer not null, version integer not null,
  primary key (conversation, person)
) strict, without rowid;
insert into new_members select n.row, m.person, m.community, m.position, m.read, m.unread, c.last, m.version
  from members m join conversations c on c.community = m.community and c.id = m.conversation
  join new_conversations n on n.community = m.community and n.id = m.conversation order by n.row, m.person;
create table new_entries (
  conversation integer not null, number integer not null,
  sender text not null, key text not null, time_ms integer not null, text text not null,
  primary key (conversation, number)
) strict, without rowid;
insert into new_entries select n.row, e.number, e.sender, e.key, e.time_ms, e.text
  from new_conversations n join entries e on e.community = n.community and e.conversation = n.id
  order by n.row, e.number;
drop table entries;
drop table members;
drop table conversations;
alter table new_conversations rename to conversations;
alter table new_members rename to members;
alter table new_entries rename to entries;
create index inboxes on members (community, person, version);
create unique index entry_keys on entries (conversation, key, sender);
create table withheld (
  conversation integer not null, number integer not null, person text not null,
  primary key (conversation, number, person)
) strict, without rowid;
`,
];
