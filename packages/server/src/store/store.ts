// What the server keeps. Every key starts with the community. A promise that resolves after a write means that the
// write is on disk. One contract suite (test/store/contract.ts) is run by every implementation.

import type { AttributeType } from "@livename/wire/attribute";
import type { ContactKind } from "@livename/wire/contact";
import type { Availability } from "@livename/wire/presence";
import type { PrivacySettings } from "@livename/wire/privacy";
import type { Subject } from "@livename/wire/subject";
import type { Keys } from "../kernel/keys.ts";
import type { ImportProblem } from "./failure.ts";
import type { Packed } from "./packed.ts";

export interface Store {
  /**
   * Versions and numbers of whatever is kept count within an epoch. It is another one when the store may not be the
   * continuation of what was told before, as after a restore.
   */
  readonly epoch: number;
  readonly people: PeopleStore;
  readonly aliases: AliasStore;
  readonly groups: GroupStore;
  readonly directory: DirectoryStore;
  readonly conversations: ConversationStore;
  readonly statuses: StatusStore;
  readonly privacy: PrivacyStore;
  readonly signIns: SignInStore;
  readonly alerts: AlertStore;
  readonly contacts: ContactStore;
  readonly attributes: AttributeStore;
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
  /** A person's id, or empty. */
  readonly manager: string;
  /** A deactivated person is nobody to others and cannot sign in; what they wrote stays. */
  readonly active: boolean;
}

/** A person as imported: known by any of the addresses, or new. */
export interface PersonImport extends Omit<PersonRecord, "id" | "active" | "manager"> {
  /** An address or id, of the list too; empty for none. Left out: as it is. */
  readonly manager?: string | undefined;
  /** Makes the person's aliases in each of these applications what it says; those in others stay. */
  readonly aliases?: ReadonlyArray<{ readonly application: string; readonly names: readonly string[] }> | undefined;
}

export interface ImportSummary {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** What was passed over: managers whom nobody is, and managers in a circle, who are kept. Absent when there is nothing. */
  readonly warnings?: readonly ImportProblem[];
}

export interface PeopleStore {
  /** All or nothing. Two imports that match the same person, or an address or alias that two persons claim, reject. */
  import(community: string, people: readonly PersonImport[] | Packed<PersonImport>): Promise<ImportSummary>;
  /** Everybody, in batches by ascending id, deactivated people among them. */
  list(community: string, page: { after: string; limit: number }): Promise<PersonRecord[]>;
  get(community: string, id: string): Promise<PersonRecord | undefined>;
  find(community: string, address: string): Promise<PersonRecord | undefined>;
  setActive(community: string, id: string, active: boolean): Promise<boolean>;
  /**
   * Forgets the person: card, addresses, aliases, password, status, privacy, attributes, contact list, alerts, sign-ins, and what
   * others' lists and alerts hold of the person. Their entries stay under the bare id. What is deleted can be read in the
   * files until `overwriteErased`.
   */
  erase(community: string, id: string): Promise<boolean>;
  /** Takes the texts out of all that the person wrote; the entries keep their numbers. Resolves to how many. */
  eraseMessages(community: string, id: string): Promise<number>;
  /**
   * Makes what was erased unreadable in the store's files, and so in backups made afterwards. Rejects with UNAVAILABLE
   * when something reads an older state for too long.
   */
  overwriteErased(): Promise<void>;
  /** Ends the person's sign-ins in browsers: whoever knew the old password may hold one. */
  setPassword(community: string, id: string, hash: string): Promise<boolean>;
  /** The same password hashed anew; false, and nothing is done, when the stored hash is no longer `before`. */
  renewPassword(community: string, id: string, before: string, hash: string): Promise<boolean>;
  passwordHash(community: string, id: string): Promise<string | undefined>;
}

// Aliases ---------------------------------------------------------------------------------------------------------

/** What an application calls a person (D14). */
export interface AliasRecord {
  readonly application: string;
  /** In its normal form. */
  readonly alias: string;
  /** The person's id. */
  readonly person: string;
}

/** Applications and aliases are given in their normal form. */
export interface AliasStore {
  /** The id of each alias's person, deactivated people among them, in order; undefined for nobody's. */
  resolve(
    community: string,
    application: string,
    aliases: readonly string[],
  ): Promise<ReadonlyArray<string | undefined>>;
  /** By application and alias; of one application or person only where one is named. */
  list(
    community: string,
    whose: { readonly application?: string | undefined; readonly person?: string | undefined },
    page: { readonly after: Pick<AliasRecord, "application" | "alias">; readonly limit: number },
  ): Promise<AliasRecord[]>;
  /**
   * Resolves to the id of whose it is: somebody's it stays. Undefined where there is no such person. Rejects with
   * TOO_MANY beyond 20 of a person in an application.
   */
  add(community: string, alias: AliasRecord): Promise<string | undefined>;
  /** Resolves to the id of whose it was. */
  remove(community: string, application: string, alias: string): Promise<string | undefined>;
}

// Directory -------------------------------------------------------------------------------------------------------

/** Active people in order, by id; `more`: there are more than these. */
export interface FoundPeople {
  readonly ids: readonly string[];
  readonly more: boolean;
}

/** Which part of a list: what follows the mark of the page before, empty for the beginning. */
export interface DirectoryPage {
  readonly after: string;
  readonly limit: number;
}

export interface ReportingPerson {
  readonly id: string;
  /** How many report to this person. */
  readonly reports: number;
}

/** Everybody by what one may look for. All lists are of active people, in order of name, and of one name by id. */
export interface DirectoryStore {
  /**
   * Reads everybody, without which the calls below reject with UNAVAILABLE. From then on they see whatever was written
   * before they are called.
   */
  open(communities: readonly string[]): Promise<void>;
  /** As one types; people whose name has the very words first, then those whose name has words that begin so. */
  search(community: string, typed: string, limit: number, owner?: string): Promise<FoundPeople>;
  /**
   * Names as people write them, each answered in its place. Long work goes on in turns by `owner`, who waits for what
   * others ask for no longer than for one slice of each.
   */
  resolve(community: string, names: readonly string[], limit: number, owner?: string): Promise<FoundPeople[]>;
  departments(
    community: string,
    page: DirectoryPage,
  ): Promise<{ departments: Array<{ name: string; people: number }>; next: string; total: number }>;
  department(
    community: string,
    name: string,
    page: DirectoryPage,
  ): Promise<{ ids: readonly string[]; next: string; total: number }>;
  /** Managers from the nearest up, without going in circles, at most 20. Undefined when the person is not active. */
  chart(
    community: string,
    person: string,
    page: DirectoryPage,
  ): Promise<{ managers: ReportingPerson[]; reports: ReportingPerson[]; total: number } | undefined>;
}

// Groups ----------------------------------------------------------------------------------------------------------

/** A group as it was given: its members are people, by id, and other groups. */
export interface StoredGroup {
  readonly id: string;
  readonly name: string;
  /** An application keeps it; else the administrator does. */
  readonly application: boolean;
  /** Which application; empty where the administrator keeps it. */
  readonly owner: string;
  /** Deactivated people among them; ascending. */
  readonly people: readonly string[];
  /** Ids of groups; ascending. */
  readonly groups: readonly string[];
}

/** A group as written: each member is an address, a person's id or the id of a group of the store or of the same list. */
export interface GroupImport {
  readonly id: string;
  readonly name: string;
  readonly members: readonly string[];
}

export interface GroupStore {
  /** All of them, in batches by ascending id. */
  list(community: string, page: { after: string; limit: number }): Promise<StoredGroup[]>;
  get(community: string, id: string): Promise<StoredGroup | undefined>;
  /**
   * Makes each group what the list says; groups that are not in it stay. All or nothing: an unknown member rejects with
   * ImportConflict, whose `index` counts the members of all groups of the list.
   */
  import(community: string, groups: readonly GroupImport[] | Packed<GroupImport>): Promise<ImportSummary>;
  /**
   * Makes a group of an application what it says; unknown members are left out and told, and without members the group
   * goes. Rejects with FORBIDDEN when the administrator or another application keeps the group. `owner` is never empty.
   */
  setByApplication(community: string, group: GroupImport, owner: string): Promise<{ unknown: string[] }>;
  /** The group is no member of others either. */
  remove(community: string, id: string): Promise<boolean>;
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
  /** Whether the first try said the same: what it said stands. */
  readonly sameText: boolean;
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

/** What was committed. */
export type ConversationChange =
  | { readonly kind: "appended"; readonly request: AppendRequest; readonly result: AppendResult }
  /** A member's register alone. */
  | {
      readonly kind: "register";
      readonly community: string;
      readonly person: string;
      readonly record: ConversationRecord;
    };

export interface ConversationStore {
  /**
   * Calls the listener with each change in the order of the commits, so that the versions of an inbox are told in order,
   * and before the promise of the call resolves. Returns the function that ends it.
   */
  onChange(listener: (change: ConversationChange) => void): () => void;
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
  /**
   * Moves the pointer forward, never back. Undefined when the person is no member. The record is as this left it: read
   * afterwards it could have the version of a later change, which would then be told before this one.
   */
  markRead(
    community: string,
    conversation: string,
    person: string,
    number: number,
  ): Promise<{ readonly changed: boolean; readonly record: ConversationRecord } | undefined>;
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
  /** Who may disturb all the same, by ids. */
  readonly exceptions: readonly Subject[];
  /** Messages used last, newest first, each once. */
  readonly recent: readonly string[];
  /** Counts up with every change of this person. */
  readonly version: number;
  /** Of the changes that were made last (F14). */
  readonly keys: Keys;
}

export interface StatusStore {
  /** All that are kept, for the start of the server. */
  all(community: string): Promise<Array<{ person: string; status: StatusRecord }>>;
  set(community: string, person: string, status: StatusRecord): Promise<void>;
}

// Privacy ---------------------------------------------------------------------------------------------------------

/** Whom a person lets see what. */
export interface PrivacyRecord {
  /** Subjects by ids. */
  readonly settings: PrivacySettings;
  /** Counts up with every change of this person. */
  readonly version: number;
  /** Of the changes that were made last (F14). */
  readonly keys: Keys;
}

export interface PrivacyStore {
  /** All that are kept, for the start of the server. */
  all(community: string): Promise<Array<{ person: string; privacy: PrivacyRecord }>>;
  set(community: string, person: string, privacy: PrivacyRecord): Promise<void>;
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
  /** False, and nothing is kept, unless the person is active and this is the stored hash still that was checked. */
  add(record: SignInRecord, passwordHash: string): Promise<boolean>;
  get(secretHash: string): Promise<SignInRecord | undefined>;
  remove(secretHash: string): Promise<void>;
  removeExpired(nowMs: number): Promise<number>;
}

// Alerts ----------------------------------------------------------------------------------------------------------

/** "Tell me when": about a person or a group, the other of which is empty. */
export interface AlertRuleRecord {
  readonly id: string;
  readonly person: string;
  readonly group: string;
  readonly event: number;
  /** The rule goes when it has fired. */
  readonly once: boolean;
}

/** What a rule waited for, as its owner saw it. */
export interface FiredRecord {
  readonly rule: string;
  readonly event: number;
  readonly person: string;
  readonly timeMs: number;
  /** The encoded presence. */
  readonly presence: Uint8Array;
}

export interface AlertRecord extends FiredRecord {
  readonly number: number;
}

/** An owner's log of alerts, of which the newest are kept. */
export interface AlertsRecord {
  readonly epoch: number;
  readonly first: number;
  readonly last: number;
  /** Everything up to this number has been seen. */
  readonly seen: number;
  readonly alerts: readonly AlertRecord[];
}

export interface AlertStore {
  /** Everybody's, for the start of the server. */
  rules(community: string): Promise<Array<{ owner: string; rule: AlertRuleRecord }>>;
  put(community: string, owner: string, rule: AlertRuleRecord): Promise<void>;
  remove(community: string, owner: string, id: string): Promise<boolean>;
  /** Appends, and ends the rule when it fires once. Undefined when the rule is no more. `keep`: how many stay in the log. */
  fire(
    community: string,
    owner: string,
    fired: FiredRecord,
    options: { readonly once: boolean; readonly keep: number },
  ): Promise<number | undefined>;
  /** Those after a number, ascending, and where the log stands. */
  list(community: string, owner: string, after: number): Promise<AlertsRecord>;
  /** Moves the seen pointer forward, never back, and not beyond the last; where it stands then. */
  see(community: string, owner: string, number: number): Promise<number>;
}

// Contacts --------------------------------------------------------------------------------------------------------

/** An entry of a person's contact list, as its owner made it. */
export interface ContactRecord {
  readonly id: string;
  readonly kind: ContactKind;
  /** Id of the folder it stands in; empty at the top. */
  readonly parent: string;
  readonly order: string;
  /** Id of the person or group; empty for a folder. */
  readonly target: string;
  readonly name: string;
  readonly note: string;
}

export interface ContactDifference {
  readonly epoch: number;
  /** Counts up with every change of the list; 1 for a list that nobody changed. */
  readonly version: number;
  readonly contacts: readonly ContactRecord[];
  /** Ids of those that went since; empty when `complete`. */
  readonly removed: readonly string[];
  /** `contacts` is all there is: what went since is no longer known, or nothing was held. */
  readonly complete: boolean;
}

/** One edit: a record put under its id, or the id of one to remove with everything in it. */
export type ContactEdit = { readonly put: ContactRecord } | { readonly remove: string };

export interface ContactBounds {
  readonly entries: number;
  /** Folders inside folders; an entry at the top has depth 1. */
  readonly depth: number;
  /** UTF-16 code units of all names and notes together. */
  readonly chars: number;
}

export interface ContactChange {
  readonly community: string;
  readonly owner: string;
  readonly edits: readonly ContactEdit[];
  /** The version that the edits build on; undefined when the newest wins. */
  readonly base: number | undefined;
  /**
   * The last 16 of an owner are remembered, each with `command`, which stands for what was asked: a change whose key is
   * known has no effect, and one that is not the same is refused. Empty for none.
   */
  readonly key: string;
  readonly command: string;
  readonly bounds: ContactBounds;
  /** Serial of a share that the owner has had with this change. */
  readonly mark?: number;
}

export interface ContactChanged {
  readonly epoch: number;
  readonly version: number;
}

/** Entries that an administrator gives to many. Its serial counts up with every put. */
export interface ContactShare {
  readonly name: string;
  /** Copied into each list once, or shown in each list as it is now. */
  readonly mode: "once" | "in-step";
  readonly audience: "everybody" | "group" | "person";
  /** Id of the group or person; empty for everybody. */
  readonly audienceId: string;
  readonly serial: number;
  /** The entries, in the words of whoever put them. */
  readonly content: string;
}

export interface ContactStore {
  /** What changed after `since`; all there is for 0. */
  changes(community: string, owner: string, since: number): Promise<ContactDifference>;
  /**
   * All edits or none, judged by what they lead to: every parent is a folder of the list, no folder stands in itself
   * or deeper than allowed, a person or group stands in a folder once, folders of one folder differ by name.
   * Rejects with a Refusal: STALE, TOO_MANY, TOO_LARGE or INVALID. A change that changes nothing has no new version.
   */
  change(change: ContactChange): Promise<ContactChanged>;
  /** Serials of the shares that the owner has had. */
  marks(community: string, owner: string): Promise<number[]>;
  shares(community: string): Promise<ContactShare[]>;
  /** In the place of the one with this name. Resolves to its serial. */
  putShare(community: string, share: Omit<ContactShare, "serial">): Promise<number>;
  /** Whether there was one. */
  removeShare(community: string, name: string): Promise<boolean>;
}

// Attributes ------------------------------------------------------------------------------------------------------

/** An attribute that a person set for all their sessions. */
export interface AttributeRecord {
  readonly name: string;
  readonly type: AttributeType;
  /** Text as UTF-8, or the bytes themselves. */
  readonly value: Uint8Array;
  /** JSON of the subjects who may read it; empty for everybody. */
  readonly readers: string;
  /** 0 for never. */
  readonly untilMs: number;
}

export interface AttributeStore {
  /** Those of one person that have not ended by `nowMs`. */
  of(community: string, person: string, nowMs: number): Promise<AttributeRecord[]>;
  /** All or none. */
  change(
    community: string,
    person: string,
    change: { readonly puts: readonly AttributeRecord[]; readonly removes: readonly string[] },
  ): Promise<void>;
  /** Forgets those that have ended. Resolves to how many. */
  removeEnded(nowMs: number): Promise<number>;
}
