import type { Database } from "../../../store/sqlite/driver.ts";
import { epochOf } from "../../../store/sqlite/migrate.ts";
import { Seal } from "../../../store/sqlite/seal.ts";
import type { SqliteStorage } from "../../../store/sqlite/storage.ts";
import type { ContactChange, ContactChanged, ContactDifference, ContactRecord, ContactShare } from "./contract.ts";
import type { ContactRows } from "./rows.ts";
import { type ContactList, decide, isComplete, NEW_LIST, TOMBSTONES } from "./rules.ts";

const RECORD = "owner, id, kind, parent, position as 'order', target, name, note, sum";
const CONTACTS = new Seal("contacts", "owner", "id", "kind", "parent", "position", "target", "name", "note");
const SHARES = new Seal("contact_shares", "name", "mode", "audience", "audience_id", "serial", "content");

interface ContactRow extends ContactRecord {
  readonly owner: string;
  readonly sum: number | null;
}

/** @throws Rejected "damaged" when the row is not as it was written. */
function entryOf({ owner, sum, ...record }: ContactRow): ContactRecord {
  const { id, kind, parent, order, target, name, note } = record;
  CONTACTS.check(sum, owner, id, kind, parent, order, target, name, note);
  return record;
}

const REMOVED = { parent: "''", position: "''", target: "''", name: "''", note: "''" } as const;
const REMOVAL = Object.entries(REMOVED)
  .map(([column, value]) => `${column} = ${value}`)
  .join(", ");
const OF_OWNER = "community = ? and owner = ?";

const reads = {
  changes: (db: Database, community: string, owner: string, since: number): ContactDifference =>
    db.snapshot(() => {
      const epoch = epochOf(db);
      const list = listOf(db, community, owner);
      const { version } = list;
      const complete = isComplete(list, since);
      const after = `${OF_OWNER} and version > ? and removed = ?`;
      const contacts = db
        .all<ContactRow>(`select ${RECORD} from contacts where ${after}`, community, owner, complete ? 0 : since, 0)
        .map(entryOf);
      const gone = complete
        ? []
        : db.all<{ id: string }>(`select id from contacts where ${after}`, community, owner, since, 1);
      return { epoch, version, contacts, removed: gone.map(({ id }) => id), complete };
    }),

  marks: (db: Database, community: string, owner: string): number[] =>
    db
      .all<{ serial: number }>(`select serial from contact_marks where ${OF_OWNER}`, community, owner)
      .map(({ serial }) => serial),

  shares: (db: Database, community: string): ContactShare[] =>
    db
      .all<ContactShare & { sum: number | null }>(
        `select name, mode, audience, audience_id as audienceId, serial, content, sum from contact_shares
         where community = ? order by serial`,
        community,
      )
      .map(({ sum, ...share }) => {
        const { name, mode, audience, audienceId, serial, content } = share;
        SHARES.check(sum, name, mode, audience, audienceId, serial, content);
        return share;
      }),
};

const writes = {
  change(db: Database, change: ContactChange): ContactChanged {
    const { community, owner, mark } = change;
    const epoch = epochOf(db);
    const list = listOf(db, community, owner);
    const writes = decide(list, rowsIn(db, community, owner), change);
    if (!writes) return { epoch, version: list.version };
    const { version, keys, puts, removes } = writes;
    for (const record of puts) putContact(db, community, owner, record, version);
    for (const id of removes) removeContact(db, community, owner, id, version);
    if (mark !== undefined)
      db.run("insert into contact_marks values (?, ?, ?) on conflict do nothing", community, owner, mark);
    const trimmed = removes.length > 0 ? Math.max(list.trimmed, trim(db, community, owner)) : list.trimmed;
    if (version !== list.version || keys !== list.keys) setList(db, community, owner, { version, trimmed, keys });
    return { epoch, version };
  },

  putShare(db: Database, community: string, share: Omit<ContactShare, "serial">): number {
    // Serials of shares that went are not given again: somebody has had them.
    const { serial } = db.get<{ serial: number }>(
      `select 1 + max((select coalesce(max(serial), 0) from contact_shares where community = ?1),
       (select coalesce(max(serial), 0) from contact_marks where community = ?1)) as serial`,
      community,
    )!;
    const { name, mode, audience, audienceId, content } = share;
    db.run(
      "insert or replace into contact_shares values (?, ?, ?, ?, ?, ?, ?, ?)",
      community,
      name,
      mode,
      audience,
      audienceId,
      serial,
      content,
      SHARES.of(name, mode, audience, audienceId, serial, content),
    );
    return serial;
  },

  removeShare: (db: Database, community: string, name: string): boolean =>
    db.run("delete from contact_shares where community = ? and name = ?", community, name) > 0,
};

/** The person's own list goes, and the entries for the person in everybody else's and in what is shared. */
function erase(db: Database, community: string, person: string): boolean {
  for (const table of ["contacts", "contact_lists", "contact_marks"])
    db.run(`delete from ${table} where ${OF_OWNER}`, community, person);
  const entries = db.all<{ owner: string; id: string }>(
    `select owner, id from contacts indexed by contacts_by_target
     where community = ? and target = ? and target <> '' and kind = 1 and removed = 0`,
    community,
    person,
  );
  for (const { owner, id } of entries) {
    const list = listOf(db, community, owner);
    const version = list.version + 1;
    removeContact(db, community, owner, id, version);
    setList(db, community, owner, { ...list, version });
  }
  forgetShared(db, community, person);
  return false;
}

function forgetShared(db: Database, community: string, person: string): void {
  const own = "community = ? and audience = 'person' and audience_id = ?";
  db.run(`delete from contact_shares where ${own}`, community, person);
  const named = db.all<{ name: string; content: string }>(
    "select name, content from contact_shares where community = ? and instr(content, ?) > 0",
    community,
    person,
  );
  for (const { name, content } of named) {
    const left = (JSON.parse(content) as Array<{ target: string }>).filter(({ target }) => target !== person);
    const sum = SHARES.expression({ content: "?1" });
    const sql = `update contact_shares set content = ?1, sum = ${sum} where community = ?2 and name = ?3`;
    db.run(sql, JSON.stringify(left), community, name);
  }
}

function listOf(db: Database, community: string, owner: string): ContactList {
  const known = db.get<Omit<ContactList, "keys"> & { keys: string }>(
    `select version, trimmed, keys from contact_lists where ${OF_OWNER}`,
    community,
    owner,
  );
  return known ? { ...known, keys: JSON.parse(known.keys) as string[] } : NEW_LIST;
}

function setList(db: Database, community: string, owner: string, { version, trimmed, keys }: ContactList): void {
  const sql = "insert or replace into contact_lists values (?, ?, ?, ?, ?)";
  db.run(sql, community, owner, version, trimmed, JSON.stringify(keys));
}

/** Rows are read when a rule asks for them: an edit of a long list costs steps for what it touches. */
function rowsIn(db: Database, community: string, owner: string): ContactRows {
  return {
    find(id) {
      const sql = `select ${RECORD} from contacts where ${OF_OWNER} and id = ? and removed = 0`;
      const row = db.get<ContactRow>(sql, community, owner, id);
      return row && entryOf(row);
    },
    // Without statistics the planner would walk the whole list for each folder.
    inside: (folder) =>
      db
        .all<ContactRow>(
          `select ${RECORD} from contacts indexed by contacts_by_parent where ${OF_OWNER} and parent = ? and removed = 0`,
          ...[community, owner, folder],
        )
        .map(entryOf),
    totals: () =>
      db.get<{ entries: number; chars: number }>(
        `select count(*) as entries, coalesce(sum(length(name) + length(note)), 0) as chars from contacts
         where ${OF_OWNER} and removed = 0`,
        ...[community, owner],
      )!,
  };
}

function putContact(db: Database, community: string, owner: string, record: ContactRecord, version: number): void {
  const { id, kind, parent, order, target, name, note } = record;
  const sql = "insert or replace into contacts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)";
  const sum = CONTACTS.of(owner, id, kind, parent, order, target, name, note);
  db.run(sql, community, owner, id, kind, parent, order, target, name, note, version, sum);
}

/** That it went is remembered, and nothing else of it. */
function removeContact(db: Database, community: string, owner: string, id: string, version: number): void {
  const sql = `update contacts set removed = 1, version = ?, ${REMOVAL}, sum = ${CONTACTS.expression(REMOVED)}
    where ${OF_OWNER} and id = ?`;
  db.run(sql, version, community, owner, id);
}

/** Forgets the oldest tombstones beyond the bound. The newest version that was forgotten; 0 for none. */
function trim(db: Database, community: string, owner: string): number {
  const oldest = db.get<{ version: number }>(
    `select version from contacts where ${OF_OWNER} and removed = 1 order by version desc limit 1 offset ?`,
    community,
    owner,
    TOMBSTONES,
  );
  if (!oldest) return 0;
  db.run(`delete from contacts where ${OF_OWNER} and removed = 1 and version <= ?`, community, owner, oldest.version);
  return oldest.version;
}

const TABLES = `
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
`;

export type Reads = typeof reads;
export type Writes = typeof writes;

export const storage: SqliteStorage<Reads, Writes> = {
  name: "contact",
  steps: [TABLES, CONTACTS.step + SHARES.step],
  personal: ["contacts", "contact_shares"],
  problems: (db) => [...CONTACTS.problems(db), ...SHARES.problems(db)],
  reads,
  writer: (db) => ({ writes, erase: (community, person) => erase(db, community, person) }),
};
