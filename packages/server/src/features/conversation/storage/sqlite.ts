import type { Database } from "../../../store/sqlite/driver.ts";
import type { SqliteStorage, StorageWriter } from "../../../store/sqlite/storage.ts";
import { type AppendValues, type FlatResult, flatten, toRequest } from "./append-call.ts";
import { ENTRIES } from "./entries.ts";
import { eraseMessages } from "./erase-messages.ts";
import { Ledger } from "./ledger.ts";
import { numberingProblems } from "./numbering.ts";
import { conversationReads } from "./reads.ts";

// Conversations have small numbers, so that what an append changes stands on few pages.
const TABLES = `
create table conversations (
  row integer primary key, community text not null, id text not null, first integer not null
) strict;
create unique index conversation_ids on conversations (community, id);
create table members (
  conversation integer not null, person text not null, community text not null, position integer not null,
  read integer not null, unread integer not null, newest integer not null, version integer not null,
  primary key (conversation, person)
) strict, without rowid;
create index inboxes on members (community, person, version);
create table entries (
  conversation integer not null, number integer not null,
  sender text not null, key text not null, time_ms integer not null, text text not null,
  primary key (conversation, number)
) strict, without rowid;
create unique index entry_keys on entries (conversation, key, sender);
create table withheld (
  conversation integer not null, number integer not null, person text not null,
  primary key (conversation, number, person)
) strict, without rowid;
`;

// What is unread and newest follows from the log and where one stands in it, so that an entry writes no row a member in
// a large conversation.
const STANDINGS = `
alter table conversations add column large integer not null default 0;
alter table members add column skipped integer not null default 0;
alter table members add column tail integer not null default 0;
update members set (skipped, tail) = (
  select max(0, last - members.read - members.unread),
    case when members.newest = 0 then last - first + 1 else last - members.newest end
  from (select c.first, coalesce((select max(number) from entries e where e.conversation = c.row), c.first - 1) as last
    from conversations c where c.row = members.conversation));
alter table members drop column unread;
alter table members drop column newest;
`;

function writesOf(ledger: Ledger) {
  return {
    append: (_db: Database, ...values: AppendValues): FlatResult => flatten(ledger.append(toRequest(...values))),
    markRead: (_db: Database, ...values: Parameters<Ledger["markRead"]>) => ledger.markRead(...values),
    eraseMessages(db: Database, community: string, person: string): number {
      ledger.write();
      const erased = eraseMessages(db, community, person);
      // Registers changed beneath it.
      ledger.forget();
      return erased;
    },
  };
}

export type Reads = typeof conversationReads;
export type Writes = ReturnType<typeof writesOf>;

export const storage: SqliteStorage<Reads, Writes> = {
  name: "conversation",
  steps: [TABLES, ENTRIES.step, STANDINGS],
  messages: ["entries"],
  problems: (db) => [...ENTRIES.problems(db), ...numberingProblems(db)],
  reads: conversationReads,
  writer(db): StorageWriter<Writes> {
    const ledger = new Ledger(db);
    return { writes: writesOf(ledger), flush: () => ledger.write(), forget: () => ledger.forget() };
  },
};
