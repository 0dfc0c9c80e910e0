// Contact lists in PostgreSQL: statements only, on the same rules as everywhere.

import { inTransaction, type PostgresClient, type PostgresPool } from "../../../store/postgres/client.ts";
import type { ContactChange, ContactChanged, ContactRecord, ContactShare, ContactStore } from "./contract.ts";
import { rowsOf } from "./rows.ts";
import { type ContactList, decide, isComplete, NEW_LIST, TOMBSTONES } from "./rules.ts";

/** The steps that lead to its tables, as in SqliteStorage. */
export const CONTACT_STEPS: readonly string[] = [
  `
create table contact_lists (
  community text not null, owner text not null, version bigint not null, trimmed bigint not null, keys jsonb not null,
  primary key (community, owner)
);
create table contacts (
  community text not null, owner text not null, id text not null, kind integer not null, parent text not null,
  position text collate "C" not null, target text not null, name text not null, note text not null,
  version bigint not null, removed boolean not null,
  primary key (community, owner, id)
);
create index contacts_by_version on contacts (community, owner, version);
create index contacts_by_target on contacts (community, target, owner) where target <> '';
create table contact_shares (
  community text not null, name text not null, mode text not null, audience text not null, audience_id text not null,
  serial bigint not null, content text not null,
  primary key (community, name)
);
create table contact_marks (
  community text not null, owner text not null, serial bigint not null,
  primary key (community, owner, serial)
);
`,
];

const RECORD = 'id, kind, parent, position as "order", target, name, note';
const OF_OWNER = "community = $1 and owner = $2";

/** `epoch`: as in StorageCalls. */
export function openContacts(pool: PostgresPool, epoch: number): ContactStore & ContactErasure {
  return {
    async changes(community, owner, since) {
      return inTransaction(pool, "repeatable read, read only", async (client) => {
        const list = await listOf(client, community, owner);
        const complete = isComplete(list, since);
        const after = `${OF_OWNER} and version > $3 and removed = $4`;
        const { rows: contacts } = await client.query<ContactRecord>(
          `select ${RECORD} from contacts where ${after} order by id`,
          [community, owner, complete ? 0 : since, false],
        );
        const { rows: gone } = complete
          ? { rows: [] }
          : await client.query<{ id: string }>(`select id from contacts where ${after}`, [
              community,
              owner,
              since,
              true,
            ]);
        return { epoch, version: list.version, contacts, removed: gone.map(({ id }) => id), complete };
      });
    },
    change: (change) => inTransaction(pool, "read committed", (client) => apply(client, epoch, change)),
    async marks(community, owner) {
      const { rows } = await pool.query<{ serial: string }>(`select serial from contact_marks where ${OF_OWNER}`, [
        community,
        owner,
      ]);
      return rows.map(({ serial }) => Number(serial));
    },
    async shares(community) {
      const { rows } = await pool.query<ContactShare & { serial: unknown }>(
        `select name, mode, audience, audience_id as "audienceId", serial, content from contact_shares
         where community = $1 order by serial`,
        [community],
      );
      return rows.map((row) => ({ ...row, serial: Number(row.serial) }));
    },
    putShare: (community, share) =>
      inTransaction(pool, "read committed", async (client) => {
        await client.query("select pg_advisory_xact_lock(hashtext('contact_shares ' || $1))", [community]);
        // Serials of shares that went are not given again: somebody has had them.
        const { rows } = await client.query<{ serial: string }>(
          `insert into contact_shares select $1, $2, $3, $4, $5, 1 + greatest(
             (select coalesce(max(serial), 0) from contact_shares where community = $1),
             (select coalesce(max(serial), 0) from contact_marks where community = $1)), $6
           on conflict (community, name) do update set mode = excluded.mode, audience = excluded.audience,
             audience_id = excluded.audience_id, serial = excluded.serial, content = excluded.content
           returning serial`,
          [community, share.name, share.mode, share.audience, share.audienceId, share.content],
        );
        return Number(rows[0]!.serial);
      }),
    async removeShare(community, name) {
      const sql = "delete from contact_shares where community = $1 and name = $2";
      return ((await pool.query(sql, [community, name])).rowCount ?? 0) > 0;
    },
    erase: (community, person) => inTransaction(pool, "read committed", (client) => erase(client, community, person)),
  };
}

/** What a person's erasure does to contact lists; part of the unit of work that erases. */
export interface ContactErasure {
  erase(community: string, person: string): Promise<void>;
}

async function apply(client: PostgresClient, epoch: number, change: ContactChange): Promise<ContactChanged> {
  const { community, owner, mark } = change;
  const list = await lockedList(client, community, owner);
  const { rows } = await client.query<ContactRecord>(
    `select ${RECORD} from contacts where ${OF_OWNER} and not removed`,
    [community, owner],
  );
  const writes = decide(list, rowsOf(rows), change);
  if (!writes) return { epoch, version: list.version };
  const { version, keys, puts, removes } = writes;
  await put(client, community, owner, puts, version);
  await remove(client, community, owner, removes, version);
  if (mark !== undefined)
    await client.query("insert into contact_marks values ($1, $2, $3) on conflict do nothing", [
      community,
      owner,
      mark,
    ]);
  const trimmed = removes.length > 0 ? Math.max(list.trimmed, await trim(client, community, owner)) : list.trimmed;
  await setList(client, community, owner, { version, trimmed, keys });
  return { epoch, version };
}

async function put(
  client: PostgresClient,
  community: string,
  owner: string,
  puts: readonly ContactRecord[],
  version: number,
): Promise<void> {
  if (puts.length === 0) return;
  await client.query(
    `insert into contacts
     select $1, $2, id, kind, parent, "order", target, name, note, $4, false
     from jsonb_to_recordset($3::jsonb)
       as given (id text, kind integer, parent text, "order" text, target text, name text, note text)
     on conflict (community, owner, id) do update set kind = excluded.kind, parent = excluded.parent,
       position = excluded.position, target = excluded.target, name = excluded.name, note = excluded.note,
       version = excluded.version, removed = false`,
    [community, owner, JSON.stringify(puts), version],
  );
}

/** That they went is remembered, and nothing else of them. */
async function remove(
  client: PostgresClient,
  community: string,
  owner: string,
  ids: readonly string[],
  version: number,
): Promise<void> {
  if (ids.length === 0) return;
  await client.query(
    `update contacts set removed = true, version = $4, parent = '', position = '', target = '', name = '', note = ''
     where ${OF_OWNER} and id = any ($3)`,
    [community, owner, ids, version],
  );
}

/** Forgets the oldest tombstones beyond the bound. The newest version that was forgotten; 0 for none. */
async function trim(client: PostgresClient, community: string, owner: string): Promise<number> {
  const { rows } = await client.query<{ version: string }>(
    `select version from contacts where ${OF_OWNER} and removed order by version desc limit 1 offset $3`,
    [community, owner, TOMBSTONES],
  );
  if (!rows[0]) return 0;
  const sql = `delete from contacts where ${OF_OWNER} and removed and version <= $3`;
  await client.query(sql, [community, owner, rows[0].version]);
  return Number(rows[0].version);
}

interface ListRow {
  readonly version: string;
  readonly trimmed: string;
  readonly keys: string[];
}

const toList = ({ version, trimmed, keys }: ListRow): ContactList => ({
  version: Number(version),
  trimmed: Number(trimmed),
  keys,
});

async function listOf(client: PostgresClient, community: string, owner: string): Promise<ContactList> {
  const sql = `select version, trimmed, keys from contact_lists where ${OF_OWNER}`;
  const { rows } = await client.query<ListRow>(sql, [community, owner]);
  return rows[0] ? toList(rows[0]) : NEW_LIST;
}

/** The list's row stands for the list: whoever has it locked changes the list, on whatever node. */
async function lockedList(client: PostgresClient, community: string, owner: string): Promise<ContactList> {
  const { version, trimmed, keys } = NEW_LIST;
  await client.query("insert into contact_lists values ($1, $2, $3, $4, $5) on conflict do nothing", [
    ...[community, owner, version, trimmed, JSON.stringify(keys)],
  ]);
  const sql = `select version, trimmed, keys from contact_lists where ${OF_OWNER} for update`;
  return toList((await client.query<ListRow>(sql, [community, owner])).rows[0]!);
}

async function setList(client: PostgresClient, community: string, owner: string, list: ContactList): Promise<void> {
  await client.query(`update contact_lists set version = $3, trimmed = $4, keys = $5 where ${OF_OWNER}`, [
    ...[community, owner, list.version, list.trimmed, JSON.stringify(list.keys)],
  ]);
}

async function erase(client: PostgresClient, community: string, person: string): Promise<void> {
  for (const table of ["contacts", "contact_lists", "contact_marks"])
    await client.query(`delete from ${table} where ${OF_OWNER}`, [community, person]);
  const { rows } = await client.query<{ owner: string; id: string }>(
    "select owner, id from contacts where community = $1 and target = $2 and target <> '' and kind = 1 and not removed order by owner, id",
    [community, person],
  );
  for (const { owner, id } of rows) {
    const list = await lockedList(client, community, owner);
    const version = list.version + 1;
    await remove(client, community, owner, [id], version);
    await setList(client, community, owner, { ...list, version });
  }
  await client.query("delete from contact_shares where community = $1 and audience = 'person' and audience_id = $2", [
    community,
    person,
  ]);
  await client.query(
    `update contact_shares set content = coalesce((select jsonb_agg(entry) from jsonb_array_elements(content::jsonb) entry
       where entry ->> 'target' is distinct from $2), '[]')::text
     where community = $1 and strpos(content, $2) > 0`,
    [community, person],
  );
}
