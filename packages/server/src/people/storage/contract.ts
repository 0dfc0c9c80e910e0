import type { Keyed, Keys } from "../../kernel/keys.ts";
import type { ImportProblem } from "../../store/failure.ts";
import type { Packed } from "../../store/packed.ts";

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
  /** The keys of the commands that set the group last, whether it is still there or not. */
  keys(community: string, id: string): Promise<Keys>;
  /**
   * Makes a group of an application what it says; unknown members are left out and told, and without members the group
   * goes. Rejects with FORBIDDEN when the administrator or another application keeps the group. `owner` is never empty.
   */
  setByApplication(
    community: string,
    group: GroupImport,
    owner: string,
    /** A command with the key of one that had its effect has none again. */
    command?: Keyed,
  ): Promise<{ unknown: string[] }>;
  /** The group is no member of others either. */
  remove(community: string, id: string): Promise<boolean>;
}

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
