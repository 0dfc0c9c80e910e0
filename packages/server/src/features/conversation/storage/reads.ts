import type { Database } from "../../../store/sqlite/driver.ts";
import { epochOf } from "../../../store/sqlite/migrate.ts";
import type { ConversationRecord, EntryRecord } from "./contract.ts";
import { type EntryRow, entryOf } from "./entries.ts";

const SELECT_ENTRIES = `select e.conversation, e.number, w.person is not null as withheld, sender, time_ms as timeMs, key, text, sum
  from conversations c join entries e on e.conversation = c.row
  left join withheld w on w.conversation = e.conversation and w.number = e.number and w.person = ?
  where c.community = ? and c.id = ?`;

interface PageRow extends EntryRow {
  readonly conversation: number;
  readonly withheld: number;
}

interface ConversationRow {
  row: number;
  id: string;
  first: number;
  last: number;
  read: number;
  unread: number;
  version: number;
  members: string;
  newest: string | null;
}

const CONVERSATION = `select c.row, c.id, c.first, m.read, m.unread, m.version,
  coalesce((select max(number) from entries e where e.conversation = c.row), c.first - 1) as last,
  (select json_group_array(o.person order by o.position) from members o where o.conversation = c.row) as members,
  (select json_object('number', number, 'sender', sender, 'timeMs', time_ms, 'key', key, 'text', text, 'sum', sum) from entries e
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
      const sql = `${SELECT_ENTRIES} and e.number > ? order by e.number limit ?`;
      return pageOf(db.each<PageRow>(sql, person, community, conversation, range.after, range.limit));
    }
    const before = range.before === 0 ? Number.MAX_SAFE_INTEGER : range.before;
    const sql = `${SELECT_ENTRIES} and e.number < ? order by e.number desc limit ?`;
    return pageOf(db.each<PageRow>(sql, person, community, conversation, before, range.limit)).reverse();
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

function pageOf(rows: Iterable<PageRow>): EntryRecord[] {
  const page: EntryRecord[] = [];
  let bytes = 0;
  for (const row of rows) {
    const entry = entryOf(row.conversation, row);
    page.push(row.withheld === 1 ? withheldOf(entry) : entry);
    bytes += row.withheld === 1 ? 0 : Buffer.byteLength(row.text);
    if (bytes >= PAGE_BYTES) break;
  }
  return page;
}

/** What is withheld from the reader is a number and no more. */
const withheldOf = ({ number }: EntryRecord): EntryRecord => ({
  ...{ number, withheld: true, sender: "", timeMs: 0, key: "", text: "" },
});

function toRecord({ row: conversation, ...row }: ConversationRow, epoch: number): ConversationRecord {
  return {
    ...row,
    epoch,
    members: JSON.parse(row.members) as string[],
    newest: row.newest === null ? undefined : entryOf(conversation, JSON.parse(row.newest) as EntryRow),
  };
}
