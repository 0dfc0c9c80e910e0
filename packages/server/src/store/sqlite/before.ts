// Legacy migrations, from when all storages shared one list. Needed for databases of that time; never add to it.

/** The storages whose tables these steps create. */
export const BEFORE_STORAGES: ReadonlySet<string> = new Set([
  "people",
  "presence",
  "privacy",
  "conversation",
  "alert",
  "contact",
  "attribute",
]);

export const STEPS_BEFORE: readonly string[] = [
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
  // Conversations get small numeric ids, so that an append changes few pages. A new table has the entries withheld from members.
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
  `
create table alert_rules (
  community text not null, owner text not null, id text not null, person text not null, group_id text not null,
  event integer not null, once integer not null,
  primary key (community, owner, id)
) strict, without rowid;
create index alert_rules_of_person on alert_rules (community, person);
create table alert_logs (
  community text not null, owner text not null, last integer not null, seen integer not null,
  primary key (community, owner)
) strict, without rowid;
create table alerts (
  community text not null, owner text not null, number integer not null, rule text not null, event integer not null,
  person text not null, time_ms integer not null, presence blob not null,
  primary key (community, owner, number)
) strict, without rowid;
`,
  `
alter table statuses add column exceptions text not null default '[]';
alter table statuses add column recent text not null default '[]';
create table privacy (
  community text not null, person text not null, version integer not null, settings text not null,
  primary key (community, person)
) strict, without rowid;
`,
  `
create table contact_lists (
  community text not null, owner text not null, version integer not null, trimmed integer not null,
  keys text not null,
  primary key (community, owner)
) strict, without rowid;
create table contacts (
  community text not null, owner text not null, id text not null, kind integer not null, parent text not null,
  position text not null, target text not null, name text not null, note text not null, version integer not null,
  removed integer not null,
  primary key (community, owner, id)
) strict, without rowid;
create index contacts_by_parent on contacts (community, owner, parent, kind, target, name);
create index contacts_by_version on contacts (community, owner, version);
create index contacts_by_target on contacts (community, target, owner) where target <> '';
create table contact_shares (
  community text not null, name text not null, mode text not null, audience text not null, audience_id text not null,
  serial integer not null, content text not null,
  primary key (community, name)
) strict, without rowid;
create table contact_marks (
  community text not null, owner text not null, serial integer not null,
  primary key (community, owner, serial)
) strict, without rowid;
create table attributes (
  community text not null, person text not null, name text not null, type integer not null, value blob not null,
  readers text not null, until_ms integer not null,
  primary key (community, person, name)
) strict, without rowid;
create index attributes_by_end on attributes (until_ms) where until_ms > 0;
`,
  `
create table groups (
  community text not null, id text not null, name text not null, application integer not null,
  primary key (community, id)
) strict, without rowid;
create table group_members (
  community text not null, group_id text not null, person text not null, nested text not null,
  primary key (community, group_id, person, nested)
) strict, without rowid;
create index group_members_of_person on group_members (community, person);
create index group_members_of_group on group_members (community, nested);
`,
  `
alter table people add column manager text not null default '';
create index people_by_manager on people (community, manager) where manager <> '';
`,
  // If two people's addresses have the same normal form, the person who already has it in that form keeps it.
  `
update or ignore addresses set address = normal_address(address) where address <> normal_address(address);
`,
  // The application that owns a group; empty for the administrator's groups, and for those from before this step.
  `
alter table groups add column owner text not null default '';
`,
  `
create table aliases (
  community text not null, application text not null, alias text not null, person text not null,
  primary key (community, application, alias)
) strict, without rowid;
create index aliases_of_person on aliases (community, person, application);
`,
  // Idempotency keys of the last changes, so that a change repeated after a restart is recognised (F14).
  `
alter table statuses add column keys text not null default '[]';
alter table privacy add column keys text not null default '[]';
`,
];
