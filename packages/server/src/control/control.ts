// What an administrator's command does to people, groups and contact lists, whether a server runs or not.

import { DEFAULT_LIMITS } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import {
  boundsOf,
  contactFeature,
  createAdmin,
  type ShareRequest,
  type ShareSummary,
} from "../features/contact/index.ts";
import { problemsOf } from "../features/directory/import/draft.ts";
import { groupProblemsOf } from "../features/directory/import/group-draft.ts";
import { type GroupFormat, type GroupReport, importGroups } from "../features/directory/import/import-groups.ts";
import { type ImportFormat, type ImportReport, importPeople } from "../features/directory/import/import-people.ts";
import type { OpenedFeatures } from "../house/open-features.ts";
import { hashPassword as hashHere } from "../identity/password.ts";
import { passwordProblem } from "../identity/password-rule.ts";
import { Refusal } from "../kernel/refusal.ts";
import { groupId, memberId } from "../people/group-id.ts";
import type { LoadedGroups } from "../people/groups-index.ts";
import type { LoadedPeople } from "../people/people-index.ts";
import type { AliasRecord, GroupImport, PersonImport, PersonRecord, StoredGroup } from "../people/storage/contract.ts";
import type { Photos } from "../photo/photos.ts";
import type { Store } from "../stores.ts";
import { applicationName, normalAlias } from "../text/alias.ts";
import { visible } from "../text/invisible.ts";

/** Counts and times of a server; numbers ending in Ms are milliseconds since 1970. */
export type ServerStatus = Readonly<Record<string, string | number>>;

export interface GroupMembersChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** A person as an administrator sees them. */
export interface PersonDetails extends PersonRecord {
  readonly password: boolean;
  /** Ids and names of the groups that the person is in, through other groups too. */
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly aliases: readonly AliasRecord[];
}

/** Persons are named by id or address. Each call rejects with a sentence when there is no such person. */
export interface Control {
  importPeople(bytes: Uint8Array, format: ImportFormat): Promise<ImportReport>;
  list(page: { after: string; limit: number }): Promise<PersonRecord[]>;
  person(person: string): Promise<PersonDetails>;
  /** Those of the ids that there are; 1,000 at a time. */
  people(ids: readonly string[]): Promise<PersonRecord[]>;
  /** Adds one person, or changes the one who has an address of it. */
  add(person: PersonImport): Promise<PersonRecord>;
  setPassword(person: string, password: string): Promise<PersonRecord>;
  /** A JPEG, PNG, WebP or AVIF; it goes before what an import names. */
  setPhoto(person: string, bytes: Uint8Array): Promise<PersonRecord>;
  /** A deactivated person's sessions end at once. */
  setActive(person: string, active: boolean): Promise<PersonRecord>;
  /**
   * Nothing of the person can be read in the data folder afterwards, but what was written in conversations, under a bare
   * id. `messages`: nor that.
   */
  erase(person: string, options?: { readonly messages?: boolean }): Promise<PersonRecord>;
  /** What applications call people, in order; of one application, or of one person. */
  aliases(whose: AliasesAsked): Promise<AliasRecord[]>;
  /** Rejects with a sentence when it is somebody else's. */
  addAlias(person: string, application: string, alias: string): Promise<PersonRecord>;
  /** Resolves to whose it was. */
  removeAlias(application: string, alias: string): Promise<PersonRecord>;
  importGroups(bytes: Uint8Array, format: GroupFormat): Promise<GroupReport>;
  listGroups(page: { after: string; limit: number }): Promise<StoredGroup[]>;
  /** Rejects with a sentence when there is no such group. */
  group(id: string): Promise<StoredGroup>;
  /** Makes the group what is said, or makes it anew; members are addresses, ids of people or ids of groups. */
  setGroup(group: GroupImport): Promise<StoredGroup>;
  /** Adds and takes out members, named as above. */
  changeGroup(id: string, change: GroupMembersChange): Promise<StoredGroup>;
  removeGroup(id: string): Promise<StoredGroup>;
  /** Gives the entries of a file to many people's contact lists, all or nothing. */
  appendContacts(bytes: Uint8Array, request: ShareRequest): Promise<ShareSummary>;
  sharedContacts(): Promise<ShareSummary[]>;
  /** Rejects with a sentence when there is none of this name. */
  removeSharedContacts(name: string): Promise<void>;
  /** Writes a consistent copy of the store to a new file. */
  backup(file: string): Promise<void>;
  /** Undefined when no server runs. */
  status(): Promise<ServerStatus | undefined>;
}

export interface AliasesAsked {
  readonly application?: string | undefined;
  readonly person?: string | undefined;
  readonly after: Pick<AliasRecord, "application" | "alias">;
  readonly limit: number;
}

const MAX_PEOPLE = 1_000;
/** More than a person has in all applications together. */
const ALL_ALIASES = 1_000;
const FIRST = { application: "", alias: "" };

export function createControl(options: {
  readonly store: Store;
  readonly people: LoadedPeople;
  readonly groups: LoadedGroups;
  readonly photos: Photos | undefined;
  readonly community: string;
  /** Those of the running server, which tell whoever follows what is changed. */
  readonly features?: Pick<OpenedFeatures, "get">;
  readonly status?: () => ServerStatus;
  /** The running server's, which holds nobody up. */
  readonly hashPassword?: (password: string) => Promise<string>;
  /** Ends what the person is signed in to at this moment. */
  readonly endSignIns?: (person: string) => void;
}): Control {
  const { store, people, groups, photos, community, hashPassword = hashHere } = options;
  const contacts =
    options.features?.get(contactFeature).admin ??
    createAdmin({ people, groups, store: store.contacts, bounds: boundsOf(DEFAULT_LIMITS), changed: async () => {} });

  const find = async (person: string): Promise<PersonRecord> => {
    const found = (await store.people.get(community, person)) ?? (await store.people.find(community, person));
    if (found) return found;
    throw new Refusal(Code.NO_SUCH_PERSON, `There is no person ${person}. See "livename people list".`);
  };

  const findGroup = async (asked: string): Promise<StoredGroup> => {
    // As it stands too: older versions kept ids with characters that nobody sees.
    const id = groupId(asked);
    const found =
      (id !== undefined && (await store.groups.get(community, id))) || (await store.groups.get(community, asked));
    if (found) return found;
    throw new Refusal(Code.NO_SUCH_GROUP, `There is no group ${asked}. See "livename groups list".`);
  };

  const setGroup = async ({ id, name, members }: GroupImport): Promise<StoredGroup> => {
    const [problem] = groupProblemsOf({ id, name });
    if (problem) throw new Refusal(Code.INVALID, problem);
    const group = { id: groupId(id)!, name: visible(name) || visible(id), members: members.map(memberId) };
    await store.groups.import(community, [group]);
    await groups.refresh(community, group.id);
    return findGroup(group.id);
  };

  const namesOf = (application: string, alias: string) => {
    const names = { application: applicationName(application), alias: normalAlias(alias) };
    if (names.application === undefined)
      throw new Refusal(Code.INVALID, `"${application}" is no name of an application. Write it like redmine.`);
    if (names.alias === undefined)
      throw new Refusal(Code.INVALID, `"${alias}" is no alias: it is one line of at most 128 characters.`);
    return { application: names.application, alias: names.alias };
  };

  return {
    async importPeople(bytes, format) {
      const report = await importPeople(store, community, bytes, format);
      await people.reload(community);
      return report;
    },
    list: (page) => store.people.list(community, page),
    async person(asked) {
      const found = await find(asked);
      return {
        ...found,
        password: (await store.people.passwordHash(community, found.id)) !== undefined,
        groups: groups.of(community, found.id).map((id) => ({ id, name: groups.find(community, id)?.name ?? id })),
        aliases: await store.aliases.list(community, { person: found.id }, { after: FIRST, limit: ALL_ALIASES }),
      };
    },
    async aliases({ application, person, after, limit }) {
      const named = application === undefined ? undefined : namesOf(application, "x").application;
      const whose = { application: named, person: person === undefined ? undefined : (await find(person)).id };
      return store.aliases.list(community, whose, { after, limit });
    },
    async addAlias(person, application, alias) {
      const found = await find(person);
      const names = namesOf(application, alias);
      const owner = await store.aliases.add(community, { ...names, person: found.id });
      if (owner === found.id) return found;
      const other = await find(owner ?? person);
      throw new Refusal(
        Code.INVALID,
        `"${names.alias}" is ${other.addresses[0] ?? other.id} in ${names.application}. Remove that first: livename people alias remove.`,
      );
    },
    async removeAlias(application, alias) {
      const names = namesOf(application, alias);
      const owner = await store.aliases.remove(community, names.application, names.alias);
      if (owner !== undefined) return find(owner);
      throw new Refusal(
        Code.INVALID,
        `Nobody is "${names.alias}" in ${names.application}. See "livename people alias list".`,
      );
    },
    async people(ids) {
      const found = await Promise.all(ids.slice(0, MAX_PEOPLE).map((id) => store.people.get(community, id)));
      return found.filter((record) => record !== undefined);
    },
    async add(person) {
      const [problem] = problemsOf({ ...person, line: 0 });
      if (problem) throw new Refusal(Code.INVALID, problem);
      if (person.manager) await find(person.manager);
      await store.people.import(community, [person]);
      const added = await find(person.addresses[0]!);
      await people.refresh(community, added.id);
      return added;
    },
    async setPassword(person, password) {
      const found = await find(person);
      const problem = passwordProblem(password, found);
      if (problem !== undefined) throw new Refusal(Code.INVALID, problem);
      await store.people.setPassword(community, found.id, await hashPassword(password));
      options.endSignIns?.(found.id);
      return found;
    },
    async setPhoto(person, bytes) {
      const found = await find(person);
      if (!photos)
        throw new Refusal(Code.INVALID, "A server that keeps nothing keeps no photos. Give it a data folder.");
      await photos.set(found.id, bytes);
      return found;
    },
    async setActive(person, active) {
      const found = await find(person);
      await store.people.setActive(community, found.id, active);
      await people.refresh(community, found.id);
      if (!active) options.endSignIns?.(found.id);
      return { ...found, active };
    },
    async erase(person, { messages = false } = {}) {
      const found = await find(person);
      await store.people.erase(community, found.id);
      await photos?.remove(found.id);
      await people.refresh(community, found.id);
      // What was on its way when the sessions ended goes too.
      await store.people.erase(community, found.id);
      if (messages) await store.conversations.eraseMessages(community, found.id);
      await store.people.overwriteErased();
      return found;
    },
    async importGroups(bytes, format) {
      const report = await importGroups(store, community, bytes, format);
      await groups.reload(community);
      return report;
    },
    listGroups: (page) => store.groups.list(community, page),
    group: findGroup,
    setGroup,
    async changeGroup(id, { add, remove }) {
      const { name, people: within, groups: nested, ...group } = await findGroup(id);
      const gone = new Set<string>();
      for (const text of remove) {
        const member = nested.includes(memberId(text)) ? memberId(text) : (await find(text)).id;
        if (!within.includes(member) && !nested.includes(member))
          throw new Refusal(Code.INVALID, `${text} is no member of ${name}. See "livename groups show".`);
        gone.add(member);
      }
      const left = [...within, ...nested].filter((member) => !gone.has(member));
      return setGroup({ id: group.id, name, members: [...left, ...add] });
    },
    async removeGroup(id) {
      const found = await findGroup(id);
      await store.groups.remove(community, found.id);
      await groups.refresh(community, found.id);
      return found;
    },
    appendContacts: (bytes, request) => contacts.append(community, bytes, request),
    sharedContacts: () => contacts.shared(community),
    removeSharedContacts: (name) => contacts.remove(community, name),
    backup: (file) => store.backup(file),
    status: async () => options.status?.(),
  };
}
