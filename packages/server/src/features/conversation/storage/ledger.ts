import { Rejected } from "../../../store/failure.ts";
import type { Database } from "../../../store/sqlite/driver.ts";
import { epochOf } from "../../../store/sqlite/migrate.ts";
import type { AppendRequest, AppendResult, ConversationRecord, MemberView } from "./contract.ts";
import { ENTRIES, type EntryRow, entryOf } from "./entries.ts";
import { afterEntry, afterReading, newestOf, SMALL, START, type Standing, unreadOf } from "./rules.ts";

interface Member {
  readonly person: string;
  standing: Standing;
  version: number;
}

/** A conversation that is written in, as it will stand when the transaction ends. */
interface Conversation {
  readonly row: number;
  readonly first: number;
  last: number;
  readonly members: readonly Member[];
}

/** Members of the conversations that are remembered: more than write at a time. Each takes about a quarter of a kilobyte. */
const CAPACITY = 40_000;

/**
 * What is appended to. The one writer remembers where each conversation and each inbox stands: an append is then one
 * row, and however many there are in a transaction, each member's row is written once, at its end.
 */
export class Ledger {
  readonly #db: Database;
  /** The epoch, once it was needed. */
  #known: number | undefined;
  readonly #conversations = new Map<string, Conversation>();
  /** The newest inbox version, by community and person. */
  readonly #versions = new Map<string, number>();
  readonly #changed = new Map<Member, Conversation>();
  /** Members of all that is remembered. */
  #size = 0;

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
    const large = isLarge(conversation);
    const views: MemberView[] = [];
    for (const member of members) {
      const withheld = withheldFrom.includes(member.person);
      if (withheld) this.#db.run("insert into withheld values (?, ?, ?)", row, number, member.person);
      const part = withheld ? "withheld" : member.person === sender ? "sender" : "reader";
      const standing = afterEntry(member.standing, number, part);
      if (standing !== member.standing) {
        member.standing = standing;
        this.#changed.set(member, conversation);
      }
      if (withheld || large) continue;
      const isNew = member.version === 0;
      this.#renew(community, conversation, member);
      views.push({ ...viewOf(conversation, member), isNew });
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
    const standing = afterReading(member.standing, conversation, number, (read) =>
      this.#skipped(conversation, member, read),
    );
    const changed = standing !== member.standing;
    if (changed) {
      member.standing = standing;
      this.#changed.set(member, conversation);
      if (!isLarge(conversation)) this.#renew(community, conversation, member);
    }
    return { changed, record: this.#recordOf(id, conversation, member) };
  }

  /** Writes the registers that changed; part of the transaction. */
  write(): void {
    const sql = "update members set read = ?, skipped = ?, tail = ?, version = ? where conversation = ? and person = ?";
    for (const [{ standing, version, person }, { row }] of this.#changed)
      this.#db.run(sql, standing.read, standing.skipped, standing.tail, version, row, person);
    this.#changed.clear();
    if (this.#size > CAPACITY) this.#letGo();
    if (this.#versions.size > CAPACITY) this.#versions.clear();
  }

  /** After a rollback: what is remembered did not happen. */
  forget(): void {
    this.#changed.clear();
    this.#letGo();
    this.#versions.clear();
    this.#known = undefined;
  }

  get #epoch(): number {
    this.#known ??= epochOf(this.#db);
    return this.#known;
  }

  #letGo(): void {
    this.#conversations.clear();
    this.#size = 0;
  }

  /** As it stands within the transaction. */
  #recordOf(id: string, conversation: Conversation, member: Member): ConversationRecord {
    const { row, first, last, members } = conversation;
    const { read, unread, version } = viewOf(conversation, member);
    const newest = this.#db.get<EntryRow>(
      "select number, sender, time_ms as timeMs, key, text, sum from entries where conversation = ? and number = ?",
      row,
      newestOf(conversation, member.standing),
    );
    return {
      ...{ id, members: members.map(({ person }) => person), epoch: this.#epoch, first, last, read, unread, version },
      newest: newest && entryOf(row, newest),
    };
  }

  /** The register of a small conversation has a new version. */
  #renew(community: string, conversation: Conversation, member: Member): void {
    member.version = this.#nextVersion(community, member.person);
    this.#changed.set(member, conversation);
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

  /** Entries after the pointer, up to `read`, that are the member's own or withheld. */
  #skipped({ row }: Conversation, { person, standing }: Member, read: number): number {
    const count = `select count(*) as count from entries e
      where conversation = ?1 and number > ?2 and number <= ?3 and (sender = ?4 or exists
        (select 1 from withheld w where w.conversation = ?1 and w.number = e.number and w.person = ?4))`;
    return this.#db.get<{ count: number }>(count, row, standing.read, read, person)!.count;
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
    const rows = this.#db.all<Standing & { person: string; version: number }>(
      "select person, read, skipped, tail, version from members where conversation = ? order by position",
      kept.row,
    );
    const members = rows.map(({ person, version, read, skipped, tail }) => ({
      ...{ person, version, standing: { read, skipped, tail } },
    }));
    return this.#remember(name, { ...kept, members });
  }

  #create({ community, conversation: id, members }: AppendRequest): Conversation {
    const { row } = this.#db.get<{ row: number }>(
      "insert into conversations (community, id, first, large) values (?, ?, 1, ?) returning row",
      community,
      id,
      members.length > SMALL ? 1 : 0,
    )!;
    const sql = `insert into members (conversation, person, community, position, read, skipped, tail, version)
      values (?, ?, ?, ?, 0, 0, 0, 0)`;
    // Version 0: in nobody's inbox until there is something for its owner.
    members.forEach((person, position) => void this.#db.run(sql, row, person, community, position));
    const fresh = members.map((person) => ({ person, standing: START, version: 0 }));
    return this.#remember(`${community}/${id}`, { row, first: 1, last: 0, members: fresh });
  }

  #remember(name: string, conversation: Conversation): Conversation {
    this.#conversations.set(name, conversation);
    this.#size += conversation.members.length;
    return conversation;
  }
}

function isLarge({ members }: Conversation): boolean {
  return members.length > SMALL;
}

function viewOf(conversation: Conversation, { person, standing, version }: Member): Omit<MemberView, "isNew"> {
  return { person, read: standing.read, unread: unreadOf(conversation, standing), version };
}
