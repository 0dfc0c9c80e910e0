import { Rejected } from "../../../store/failure.ts";
import type { Database } from "../../../store/sqlite/driver.ts";
import { epochOf } from "../../../store/sqlite/migrate.ts";
import type { AppendRequest, AppendResult, ConversationRecord, MemberView } from "./contract.ts";
import { ENTRIES, type EntryRow, entryOf } from "./entries.ts";

interface Member {
  readonly person: string;
  read: number;
  unread: number;
  newest: number;
  version: number;
}

/** A conversation that is written in, as it will stand when the transaction ends. */
interface Conversation {
  readonly row: number;
  readonly first: number;
  last: number;
  readonly members: readonly Member[];
}

/** More than are written in at a time; each takes about half a kilobyte. */
const CAPACITY = 20_000;

/**
 * What is appended to. The one writer remembers where each conversation and each inbox stands: an append is then one
 * row, and however many there are in a transaction, each member's register is written once, at its end.
 */
export class Ledger {
  readonly #db: Database;
  /** The epoch, once it was needed. */
  #known: number | undefined;
  readonly #conversations = new Map<string, Conversation>();
  /** The newest inbox version, by community and person. */
  readonly #versions = new Map<string, number>();
  readonly #changed = new Map<Member, Conversation>();

  constructor(db: Database) {
    this.#db = db;
  }

  append(request: AppendRequest): AppendResult {
    const { community, conversation: id, sender, key, text, timeMs, withheldFrom } = request;
    const kept = this.#find(community, id);
    if (!(kept?.members.map(({ person }) => person) ?? request.members).includes(sender))
      throw new Rejected({ kind: "refused", message: "Only a member of a conversation can write in it." });
    const conversation = kept ?? this.#create(request);
    const { row, first, members } = conversation;
    const number = conversation.last + 1;
    const added = this.#db.run(
      "insert into entries values (?, ?, ?, ?, ?, ?, ?) on conflict (conversation, key, sender) do nothing",
      row,
      number,
      sender,
      key,
      timeMs,
      text,
      ENTRIES.of(row, number, sender, key, timeMs, text),
    );
    if (added === 0) {
      const written = this.#db.get<{ number: number; timeMs: number; text: string; sum: number }>(
        "select number, time_ms as timeMs, text, sum from entries where conversation = ? and key = ? and sender = ?",
        row,
        key,
        sender,
      )!;
      const { text: firstText, sum, ...known } = written;
      ENTRIES.check(sum, row, known.number, sender, key, known.timeMs, firstText);
      return { ...known, epoch: this.#epoch, first, repeated: true, sameText: firstText === text, views: [] };
    }
    conversation.last = number;
    const views: MemberView[] = [];
    for (const member of members) {
      if (withheldFrom.includes(member.person)) {
        this.#db.run("insert into withheld values (?, ?, ?)", row, number, member.person);
        continue;
      }
      // Who sends with nothing unread has read up to the own entry; who has unread entries may not have seen them.
      if (member.person !== sender) member.unread++;
      else if (member.unread === 0) member.read = number;
      member.newest = number;
      views.push(this.#change(community, conversation, member));
    }
    return { epoch: this.#epoch, first, number, timeMs, repeated: false, sameText: true, views };
  }

  markRead(
    community: string,
    id: string,
    person: string,
    number: number,
  ): { changed: boolean; record: ConversationRecord } | undefined {
    const conversation = this.#find(community, id);
    const member = conversation?.members.find((one) => one.person === person);
    if (!conversation || !member) return undefined;
    const read = Math.min(number, conversation.last);
    // Where nothing is for the person, there is nothing to read: the conversation stays out of their inbox.
    if (read <= member.read || member.newest === 0)
      return { changed: false, record: this.#recordOf(id, conversation, member) };
    // Every entry is counted once at most, since a pointer never goes back.
    member.unread = read === conversation.last ? 0 : member.unread - this.#unread(conversation, member, read);
    member.read = read;
    this.#change(community, conversation, member);
    return { changed: true, record: this.#recordOf(id, conversation, member) };
  }

  /** Writes the registers that changed; part of the transaction. */
  write(): void {
    const sql =
      "update members set read = ?, unread = ?, newest = ?, version = ? where conversation = ? and person = ?";
    for (const [{ read, unread, newest, version, person }, { row }] of this.#changed)
      this.#db.run(sql, read, unread, newest, version, row, person);
    this.#changed.clear();
    if (this.#conversations.size > CAPACITY) this.#conversations.clear();
    if (this.#versions.size > CAPACITY * 2) this.#versions.clear();
  }

  /** After a rollback: what is remembered did not happen. */
  forget(): void {
    this.#changed.clear();
    this.#conversations.clear();
    this.#versions.clear();
    this.#known = undefined;
  }

  get #epoch(): number {
    this.#known ??= epochOf(this.#db);
    return this.#known;
  }

  /** As it stands within the transaction. */
  #recordOf(id: string, { row, first, last, members }: Conversation, member: Member): ConversationRecord {
    const { read, unread, version } = member;
    const newest = this.#db.get<EntryRow>(
      "select number, sender, time_ms as timeMs, key, text, sum from entries where conversation = ? and number = ?",
      row,
      member.newest,
    );
    return {
      ...{ id, members: members.map(({ person }) => person), epoch: this.#epoch, first, last, read, unread, version },
      newest: newest && entryOf(row, newest),
    };
  }

  #change(community: string, conversation: Conversation, member: Member): MemberView {
    member.version = this.#nextVersion(community, member.person);
    this.#changed.set(member, conversation);
    return viewOf(member);
  }

  /** A person's inbox version counts the changes of their own registers: it tells nothing of anybody else's. */
  #nextVersion(community: string, person: string): number {
    const inbox = `${community}/${person}`;
    const newest = "select coalesce(max(version), 0) as version from members where community = ? and person = ?";
    const version =
      1 + (this.#versions.get(inbox) ?? this.#db.get<{ version: number }>(newest, community, person)!.version);
    this.#versions.set(inbox, version);
    return version;
  }

  /** Entries by others, up to `read`, that were unread so far. */
  #unread({ row }: Conversation, { person, read: after }: Member, read: number): number {
    const count = `select count(*) as count from entries e
      where conversation = ?1 and number > ?2 and number <= ?3 and sender <> ?4 and not exists
        (select 1 from withheld w where w.conversation = ?1 and w.number = e.number and w.person = ?4)`;
    return this.#db.get<{ count: number }>(count, row, after, read, person)!.count;
  }

  #find(community: string, id: string): Conversation | undefined {
    const name = `${community}/${id}`;
    const known = this.#conversations.get(name);
    if (known) return known;
    const kept = this.#db.get<{ row: number; first: number; last: number }>(
      `select row, first, coalesce((select max(number) from entries where conversation = row), first - 1) as last
       from conversations where community = ? and id = ?`,
      community,
      id,
    );
    if (!kept) return undefined;
    const members = this.#db.all<Member>(
      "select person, read, unread, newest, version from members where conversation = ? order by position",
      kept.row,
    );
    const conversation = { ...kept, members };
    this.#conversations.set(name, conversation);
    return conversation;
  }

  #create({ community, conversation: id, members }: AppendRequest): Conversation {
    const { row } = this.#db.get<{ row: number }>(
      "insert into conversations (community, id, first) values (?, ?, 1) returning row",
      community,
      id,
    )!;
    // Version 0: in nobody's inbox until there is something for its owner.
    members.forEach((person, position) => {
      this.#db.run("insert into members values (?, ?, ?, ?, 0, 0, 0, 0)", row, person, community, position);
    });
    const fresh = members.map((person) => ({ person, read: 0, unread: 0, newest: 0, version: 0 }));
    const conversation = { row, first: 1, last: 0, members: fresh };
    this.#conversations.set(`${community}/${id}`, conversation);
    return conversation;
  }
}

function viewOf({ person, read, unread, version }: Member): MemberView {
  return { person, read, unread, version };
}
