import type { Database } from "../../../store/sqlite/driver.ts";
import { epochOf } from "../../../store/sqlite/migrate.ts";
import type { ConversationRecord, EntryRecord, HeldLog } from "./contract.ts";
import { type EntryRow, entryOf } from "./entries.ts";
import { type Standing, unreadOf } from "./rules.ts";

const SELECT_ENTRIES = `select e.conversation, e.number, w.person is not null as withheld, sender, time_ms as timeMs, key, text, sum
  from conversations c join entries e on e.conversation = c.row
  left join withheld w on w.conversation = e.conversation and w.number = e.number and w.person = ?
  where c.community = ? and c.id = ?`;

interface PageRow extends EntryRow {
  readonly conversation: number;
  readonly withheld: number;
}

interface ConversationRow extends Standing {
  row: number;
  id: string;
  first: number;
  last: number;
  version: number;
  members: string;
  newest: string | null;
}

/** Conversations as `from` and `where` choose them among members `m` and conversations `c`. */
const conversations = (where: string): string => `select *,
  (select json_object('number', number, 'sender', sender, 'timeMs', time_ms, 'key', key, 'text', text, 'sum', sum)
    from entries e where e.conversation = row and e.number = last - tail) as newest
  from (select c.row, c.id, c.first, m.read, m.skipped, m.tail, m.version,
    coalesce((select max(number) from entries e where e.conversation = c.row), c.first - 1) as last,
    (select json_group_array(o.person order by o.position) from members o where o.conversation = c.row) as members
    from members m join conversations c on c.row = m.conversation where ${where})`;

const ONE = conversations("c.community = ? and c.id = ? and m.person = ?");
const SMALL_SINCE = conversations("m.community = ? and m.person = ? and m.version > ? order by m.version desc limit ?");
// Their members have version 0, which few others have.
const LARGE = conversations("m.community = ? and m.person = ? and m.version = 0 and c.large = 1");

export type EntryRange = { after: number; limit: number } | { before: number; limit: number };

/** A page ends with the entry whose text goes beyond this: pages of long texts would fill the memory. */
const PAGE_BYTES = 262_144;

export const conversationReads = {
  getConversation(db: Database, community: string, id: string, person: string): ConversationRecord | undefined {
    const row = db.get<ConversationRow>(ONE, community, id, person);
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
    held: readonly HeldLog[] = [],
  ): { epoch: number; version: number; conversations: ConversationRecord[] } {
    return db.snapshot(() => {
      const newest = "select coalesce(max(version), 0) as version from members where community = ? and person = ?";
      const { version } = db.get<{ version: number }>(newest, community, person)!;
      const epoch = epochOf(db);
      const large = db.all<ConversationRow>(LARGE, community, person).map((row) => toRecord(row, epoch));
      const changed = large.filter((record) => record.newest && !isHeld(record, held)).slice(0, limit);
      const left = limit - changed.length;
      const small = db.all<ConversationRow>(SMALL_SINCE, community, person, since, left);
      return { epoch, version, conversations: [...changed, ...small.map((row) => toRecord(row, epoch))] };
    });
  },
};

function isHeld({ id, last, read, newest }: ConversationRecord, held: readonly HeldLog[]): boolean {
  if (newest?.text === "") return false;
  return held.some((one) => one.conversation === id && one.last === last && one.read === read);
}

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

function toRecord(row: ConversationRow, epoch: number): ConversationRecord {
  const { row: conversation, id, first, last, read, version } = row;
  const newest = row.newest === null ? undefined : entryOf(conversation, JSON.parse(row.newest) as EntryRow);
  const members = JSON.parse(row.members) as string[];
  return { id, members, epoch, first, last, read, unread: unreadOf(row, row), newest, version };
}
