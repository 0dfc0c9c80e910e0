// What the server keeps. Every key starts with the community. A promise that resolves after a write means that the
// write is on disk. One contract suite (test/store/contract.ts) is run by every implementation.
import type { Availability } from "@livename/wire/presence";

export interface Store {
  readonly people: PeopleStore;
  readonly conversations: ConversationStore;
  readonly statuses: StatusStore;
  readonly signIns: SignInStore;
  /** A consistent copy in a new file, while the store is in use. */
  backup(file: string): Promise<void>;
  /** Writes what is pending and lets go of the data folder. */
  close(): Promise<void>;
}

// People ----------------------------------------------------------------------------------------------------------

export interface PersonRecord {
  readonly id: string;
  /** The first is the preferred one. Lower case, unique in the community. */
  readonly addresses: readonly string[];
  readonly name: string;
  readonly title: string;
  readonly department: string;
  readonly phone: string;
  readonly location: string;
  /** IANA name, or empty. */
  readonly timeZone: string;
  /** Path or URL of a picture, or empty. */
  readonly photo: string;
  /** A deactivated person is nobody to others and cannot sign in; what they wrote stays. */
  readonly active: boolean;
}

/** A person as imported: known by any of the addresses, or new. */
export type PersonImport = Omit<PersonRecord, "id" | "active">;

export interface ImportSummary {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface PeopleStore {
  /** All or nothing. Two imports that match the same person, or an address that two persons claim, reject. */
  import(community: string, people: readonly PersonImport[]): Promise<ImportSummary>;
  /** Everybody, in batches by ascending id, deactivated people among them. */
  list(community: string, page: { after: string; limit: number }): Promise<PersonRecord[]>;
  get(community: string, id: string): Promise<PersonRecord | undefined>;
  find(community: string, address: string): Promise<PersonRecord | undefined>;
  setActive(community: string, id: string, active: boolean): Promise<boolean>;
  /** Forgets the person: card, addresses, password, status, sign-ins. Their entries stay under the bare id. */
  erase(community: string, id: string): Promise<boolean>;
  setPassword(community: string, id: string, hash: string): Promise<boolean>;
  passwordHash(community: string, id: string): Promise<string | undefined>;
}

// Conversations ---------------------------------------------------------------------------------------------------

/** An entry as one reads it. What is withheld from the reader is a number: all else is empty. */
export interface EntryRecord {
  readonly number: number;
  readonly withheld: boolean;
  readonly sender: string;
  readonly timeMs: number;
  readonly key: string;
  readonly text: string;
}

/** A conversation as one member sees it. */
export interface ConversationRecord {
  readonly id: string;
  readonly members: readonly string[];
  readonly epoch: number;
  readonly first: number;
  readonly last: number;
  readonly read: number;
  readonly unread: number;
  readonly newest: EntryRecord | undefined;
  /** The inbox version of this member at which this register last changed. */
  readonly version: number;
}

export interface AppendRequest {
  readonly community: string;
  readonly conversation: string;
  /** All members; the conversation is created with its first entry. */
  readonly members: readonly string[];
  readonly sender: string;
  /** Unique among the sender's entries of this conversation. */
  readonly key: string;
  readonly text: string;
  readonly timeMs: number;
  /** Members who are to know nothing of it but its number: not in their inbox, not unread, not the newest entry. */
  readonly withheldFrom: readonly string[];
}

export interface AppendResult {
  /** The log after the append; its last is `number` unless the append was a repetition. */
  readonly epoch: number;
  readonly first: number;
  readonly number: number;
  readonly timeMs: number;
  /** The key was known: this is the entry of the first try. */
  readonly repeated: boolean;
  /** The registers that changed, in the order of the members; none when it was a repetition. */
  readonly views: readonly MemberView[];
}

/** What changed for one member: enough to push the inbox register without another read. */
export interface MemberView {
  readonly person: string;
  readonly read: number;
  readonly unread: number;
  /** The member's inbox version. */
  readonly version: number;
}

export interface ConversationStore {
  /** Resolves when the entry is on disk. Appends that wait at the same time share one commit. */
  append(request: AppendRequest): Promise<AppendResult>;
  /** As `person` sees it; undefined when there is none or the person is no member. */
  get(community: string, conversation: string, person: string): Promise<ConversationRecord | undefined>;
  /**
   * As `person` reads them, ascending. `after` n: from n + 1 on; `before` n: the newest ones below n (0: from the end). Fewer than `limit`, but
   * one at least, when their texts are long: 256 KiB and one text at most.
   */
  entries(
    community: string,
    conversation: string,
    person: string,
    range: { after: number; limit: number } | { before: number; limit: number },
  ): Promise<EntryRecord[]>;
  /** Moves the pointer forward, never back. Undefined when the person is no member. */
  markRead(
    community: string,
    conversation: string,
    person: string,
    number: number,
  ): Promise<(MemberView & { changed: boolean }) | undefined>;
  /** The conversations whose register changed after `since` (0: all), newest change first. */
  inbox(
    community: string,
    person: string,
    since: number,
    limit: number,
  ): Promise<{ epoch: number; version: number; conversations: ConversationRecord[] }>;
}

// Statuses --------------------------------------------------------------------------------------------------------

/** A person's own status as chosen. */
export interface StatusRecord {
  readonly availability: Availability;
  readonly message: string;
  readonly untilMs: number;
  /** When it was chosen. */
  readonly setMs: number;
  /** Counts up with every change of this person. */
  readonly version: number;
}

export interface StatusStore {
  /** All that are kept, for the start of the server. */
  all(community: string): Promise<Array<{ person: string; status: StatusRecord }>>;
  set(community: string, person: string, status: StatusRecord): Promise<void>;
}

// Sign-ins --------------------------------------------------------------------------------------------------------

/** A browser signed in to the server itself; the cookie holds the secret, the store its hash. */
export interface SignInRecord {
  readonly secretHash: string;
  readonly community: string;
  readonly person: string;
  readonly createdMs: number;
  readonly expiresMs: number;
}

export interface SignInStore {
  add(record: SignInRecord): Promise<void>;
  get(secretHash: string): Promise<SignInRecord | undefined>;
  remove(secretHash: string): Promise<void>;
  removeAll(community: string, person: string): Promise<void>;
  removeExpired(nowMs: number): Promise<number>;
}
