import type { AppendRequest, AppendResult, ConversationRecord, EntryRecord, MemberView } from "../store.ts";
import { type Database, Rejected } from "./driver.ts";
import { epochOf } from "./migrate.ts";

const ENTRY =
  "select number, sender, time_ms as timeMs, key, text from entries where community = ? and conversation = ?";
const VIEW = "select person, read, unread, version from members where community = ? and conversation = ?";

// A person's inbox version counts the changes of any of their registers: one more than the greatest so far.
const NEXT_VERSION = `(select coalesce(max(m.version), 0) + 1 from members m
  where m.community = members.community and m.person = members.person)`;

interface MemberRow extends MemberView {
  position: number;
}

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

const CONVERSATION = `select c.id, c.first, c.last, m.read, m.unread, m.version,
  (select json_group_array(o.person order by o.position) from members o
    where o.community = c.community and o.conversation = c.id) as members,
  (select json_object('number', number, 'sender', sender, 'timeMs', time_ms, 'key', key, 'text', text) from entries e
    where e.community = c.community and e.conversation = c.id and e.number = c.last) as newest
  from members m join conversations c on c.community = m.community and c.id = m.conversation`;

export type EntryRange = { after: number; limit: number } | { before: number; limit: number };

/** A page ends with the entry whose text goes beyond this: pages of long texts would fill the memory. */
const PAGE_BYTES = 262_144;

export const conversationReads = {
  getConversation(db: Database, community: string, id: string, person: string): ConversationRecord | undefined {
    const where = " where m.community = ? and m.conversation = ? and m.person = ?";
    const row = db.get<ConversationRow>(CONVERSATION + where, community, id, person);
    return row && toRecord(row, epochOf(db));
  },

  entries(db: Database, community: string, conversation: string, range: EntryRange): EntryRecord[] {
    if ("after" in range) {
      const sql = `${ENTRY} and number > ? order by number limit ?`;
      return pageOf(db.each<EntryRecord>(sql, community, conversation, range.after, range.limit));
    }
    const before = range.before === 0 ? Number.MAX_SAFE_INTEGER : range.before;
    const sql = `${ENTRY} and number < ? order by number desc limit ?`;
    return pageOf(db.each<EntryRecord>(sql, community, conversation, before, range.limit)).reverse();
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

export const conversationWrites = {
  append(db: Database, request: AppendRequest): AppendResult {
    const { community, conversation, sender, key, text, timeMs } = request;
    const known = db.get<{ number: number; timeMs: number }>(
      "select number, time_ms as timeMs from entries where community = ? and conversation = ? and sender = ? and key = ?",
      community,
      conversation,
      sender,
      key,
    );
    if (known) {
      const views = db.all<MemberView>(`${VIEW} order by position`, community, conversation).map(plain);
      const firstOf = "select first from conversations where community = ? and id = ?";
      const { first } = db.get<{ first: number }>(firstOf, community, conversation)!;
      return { ...known, epoch: epochOf(db), first, repeated: true, views };
    }
    const { first, number } = nextNumber(db, request);
    db.run(
      "insert into entries values (?, ?, ?, ?, ?, ?, ?)",
      community,
      conversation,
      number,
      sender,
      key,
      timeMs,
      text,
    );
    // Who sends with nothing unread has read up to the own entry; who has unread entries may not have seen them.
    const members = db.all<MemberRow>(
      `update members set read = case when person = ?3 and unread = 0 then ?4 else read end,
       unread = unread + (person <> ?3), version = ${NEXT_VERSION}
       where community = ?1 and conversation = ?2 returning person, position, read, unread, version`,
      community,
      conversation,
      sender,
      number,
    );
    if (!members.some((member) => member.person === sender))
      throw new Rejected({ kind: "refused", message: "Only a member of a conversation can write in it." });
    members.sort((a, b) => a.position - b.position);
    const views = members.map(({ person, read, unread, version }) => ({ person, read, unread, version }));
    return { epoch: epochOf(db), first, number, timeMs, repeated: false, views };
  },

  markRead(
    db: Database,
    community: string,
    conversation: string,
    person: string,
    number: number,
  ): (MemberView & { changed: boolean }) | undefined {
    const own = db.get<MemberView>(`${VIEW} and person = ?`, community, conversation, person);
    if (!own) return undefined;
    const lastOf = "select last from conversations where community = ? and id = ?";
    const read = Math.min(number, db.get<{ last: number }>(lastOf, community, conversation)!.last);
    if (read <= own.read) return { ...own, changed: false };
    const changed = db.get<MemberView>(
      `update members set read = ?4, version = ${NEXT_VERSION}, unread = (select count(*) from entries e
         where e.community = ?1 and e.conversation = ?2 and e.number > ?4 and e.sender <> ?3)
       where community = ?1 and conversation = ?2 and person = ?3 returning person, read, unread, version`,
      community,
      conversation,
      person,
      read,
    );
    return { ...changed!, changed: true };
  },
};

function pageOf(rows: Iterable<EntryRecord>): EntryRecord[] {
  const page: EntryRecord[] = [];
  let bytes = 0;
  for (const row of rows) {
    page.push(plain(row));
    bytes += Buffer.byteLength(row.text);
    if (bytes >= PAGE_BYTES) break;
  }
  return page;
}

function nextNumber(db: Database, request: AppendRequest): { first: number; number: number } {
  const { community, conversation, members } = request;
  const next =
    "update conversations set last = last + 1 where community = ? and id = ? returning first, last as number";
  const known = db.get<{ first: number; number: number }>(next, community, conversation);
  if (known) return { ...known };
  db.run("insert into conversations values (?, ?, 1, 1)", community, conversation);
  members.forEach((person, position) => {
    // A version of its own at once, since versions are unique in an inbox; the append moves it on.
    db.run(
      `insert into members select ?1, ?2, ?3, ?4, 0, 0, coalesce(max(version), 0) + 1 from members
       where community = ?1 and person = ?3`,
      community,
      conversation,
      person,
      position,
    );
  });
  return { first: 1, number: 1 };
}

function toRecord(row: ConversationRow, epoch: number): ConversationRecord {
  return {
    ...row,
    epoch,
    members: JSON.parse(row.members) as string[],
    newest: row.newest === null ? undefined : (JSON.parse(row.newest) as EntryRecord),
  };
}

/** Rows come without a prototype; what leaves the store compares like any object. */
function plain<Row extends object>(row: Row): Row {
  return { ...row };
}
