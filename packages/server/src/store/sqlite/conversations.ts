import type { ConversationRecord, EntryRecord } from "../store.ts";
import type { Database } from "./driver.ts";
import { epochOf } from "./migrate.ts";

// What is withheld from the reader is a number and no more.
const ENTRIES = `select e.number, w.person is not null as withheld, iif(w.person is null, sender, '') as sender,
    iif(w.person is null, time_ms, 0) as timeMs, iif(w.person is null, key, '') as key,
    iif(w.person is null, text, '') as text
  from conversations c join entries e on e.conversation = c.row
  left join withheld w on w.conversation = e.conversation and w.number = e.number and w.person = ?
  where c.community = ? and c.id = ?`;

type EntryRow = Omit<EntryRecord, "withheld"> & { readonly withheld: number };

interface ConversationRow {
  id: string;
  first: number;
  last: number;
  read: number;
  unread: number;
  version: number;
  members: string;
  newest: string | null;
}

const CONVERSATION = `select c.id, c.first, m.read, m.unread, m.version,
  coalesce((select max(number) from entries e where e.conversation = c.row), c.first - 1) as last,
  (select json_group_array(o.person order by o.position) from members o where o.conversation = c.row) as members,
  (select json_object('number', number, 'sender', sender, 'timeMs', time_ms, 'key', key, 'text', text) from entries e
    where e.conversation = c.row and e.number = m.newest) as newest
  from members m join conversations c on c.row = m.conversation`;

export type EntryRange = { after: number; limit: number } | { before: number; limit: number };

/** A page ends with the entry whose text goes beyond this: pages of long texts would fill the memory. */
const PAGE_BYTES = 262_144;

export const conversationReads = {
  getConversation(db: Database, community: string, id: string, person: string): ConversationRecord | undefined {
    const where = " where c.community = ? and c.id = ? and m.person = ?";
    const row = db.get<ConversationRow>(CONVERSATION + where, community, id, person);
    return row && toRecord(row, epochOf(db));
  },

  entries(db: Database, community: string, conversation: string, person: string, range: EntryRange): EntryRecord[] {
    if ("after" in range) {
      const sql = `${ENTRIES} and e.number > ? order by e.number limit ?`;
      return pageOf(db.each<EntryRow>(sql, person, community, conversation, range.after, range.limit));
    }
    const before = range.before === 0 ? Number.MAX_SAFE_INTEGER : range.before;
    const sql = `${ENTRIES} and e.number < ? order by e.number desc limit ?`;
    return pageOf(db.each<EntryRow>(sql, person, community, conversation, before, range.limit)).reverse();
  },

  inbox(
    db: Database,
    community: string,
    person: string,
    since: number,
    limit: number,
  ): { epoch: number; version: number; conversations: ConversationRecord[] } {
    return db.snapshot(() => {
      const newest = "select coalesce(max(version), 0) as version from members where community = ? and person = ?";
      const { version } = db.get<{ version: number }>(newest, community, person)!;
      const epoch = epochOf(db);
      const where = " where m.community = ? and m.person = ? and m.version > ? order by m.version desc limit ?";
      const rows = db.all<ConversationRow>(CONVERSATION + where, community, person, since, limit);
      return { epoch, version, conversations: rows.map((row) => toRecord(row, epoch)) };
    });
  },
};

function pageOf(rows: Iterable<EntryRow>): EntryRecord[] {
  const page: EntryRecord[] = [];
  let bytes = 0;
  for (const row of rows) {
    page.push({ ...row, withheld: row.withheld === 1 });
    bytes += Buffer.byteLength(row.text);
    if (bytes >= PAGE_BYTES) break;
  }
  return page;
}

function toRecord(row: ConversationRow, epoch: number): ConversationRecord {
  return {
    ...row,
    epoch,
    members: JSON.parse(row.members) as string[],
    newest: row.newest === null ? undefined : { ...(JSON.parse(row.newest) as EntryRecord), withheld: false },
  };
}
