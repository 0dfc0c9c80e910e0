// What an administrator's command does to people, groups and contact lists, whether a server runs or not.

import { DEFAULT_LIMITS } from "@livename/wire";
import { Code } from "@livename/wire/frame";
import { boundsOf, type ContactAdmin, createAdmin, type ShareRequest, type ShareSummary } from "../contact/index.ts";
import { groupId, memberId } from "../directory/group-id.ts";
import type { LoadedGroups } from "../directory/groups-index.ts";
import { problemsOf } from "../directory/import/draft.ts";
import { groupProblemsOf } from "../directory/import/group-draft.ts";
import { type GroupFormat, type GroupReport, importGroups } from "../directory/import/import-groups.ts";
import { type ImportFormat, type ImportReport, importPeople } from "../directory/import/import-people.ts";
import type { LoadedPeople } from "../directory/people-index.ts";
import type { Photos } from "../directory/photos.ts";
import { hashPassword } from "../identity/password.ts";
import { Refusal } from "../refusal.ts";
import type { GroupImport, PersonImport, PersonRecord, Store, StoredGroup } from "../store/store.ts";

/** Counts and times of a server; numbers ending in Ms are milliseconds since 1970. */
export type ServerStatus = Readonly<Record<string, string | number>>;

export interface GroupMembersChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** Persons are named by id or address. Each call rejects with a sentence when there is no such person. */
export interface Control {
  importPeople(bytes: Uint8Array, format: ImportFormat): Promise<ImportReport>;
  list(page: { after: string; limit: number }): Promise<PersonRecord[]>;
  /** Adds one person, or changes the one who has an address of it. */
  add(person: PersonImport): Promise<PersonRecord>;
  setPassword(person: string, password: string): Promise<PersonRecord>;
  /** A JPEG, PNG, WebP or AVIF; it goes before what an import names. */
  setPhoto(person: string, bytes: Uint8Array): Promise<PersonRecord>;
  /** A deactivated person's sessions end at once. */
  setActive(person: string, active: boolean): Promise<PersonRecord>;
  erase(person: string): Promise<PersonRecord>;
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

export function createControl(options: {
  readonly store: Store;
  readonly people: LoadedPeople;
  readonly groups: LoadedGroups;
  readonly photos: Photos | undefined;
  readonly community: string;
  /** That of the running server, which tells whoever follows a list. */
  readonly contacts?: ContactAdmin;
  readonly status?: () => ServerStatus;
  /** Ends what the person is signed in to at this moment. */
  readonly endSignIns?: (person: string) => void;
}): Control {
  const { store, people, groups, photos, community } = options;
  const contacts =
    options.contacts ??
    createAdmin({ people, groups, store: store.contacts, bounds: boundsOf(DEFAULT_LIMITS), changed: async () => {} });

  const find = async (person: string): Promise<PersonRecord> => {
    const found = (await store.people.get(community, person)) ?? (await store.people.find(community, person));
    if (found) return found;
    throw new Refusal(Code.NO_SUCH_PERSON, `There is no person ${person}. See "livename people list".`);
  };

  const findGroup = async (asked: string): Promise<StoredGroup> => {
    const found = await store.groups.get(community, groupId(asked) ?? "");
    if (found) return found;
    throw new Refusal(Code.NO_SUCH_GROUP, `There is no group ${asked}. See "livename groups list".`);
  };

  const setGroup = async ({ id, name, members }: GroupImport): Promise<StoredGroup> => {
    const [problem] = groupProblemsOf({ id, name });
    if (problem) throw new Refusal(Code.INVALID, problem);
    const group = { id: groupId(id)!, name: name || id.trim(), members: members.map(memberId) };
    await store.groups.import(community, [group]);
    await groups.refresh(community, group.id);
    return findGroup(group.id);
  };

  return {
    async importPeople(bytes, format) {
      const report = await importPeople(store, community, bytes, format);
      await people.reload(community);
      return report;
    },
    list: (page) => store.people.list(community, page),
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
      await store.people.setPassword(community, found.id, await hashPassword(password));
      // Whoever knew the old password may hold a cookie.
      await store.signIns.removeAll(community, found.id);
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
      return { ...found, active };
    },
    async erase(person) {
      const found = await find(person);
      await store.people.erase(community, found.id);
      await photos?.remove(found.id);
      await people.refresh(community, found.id);
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
