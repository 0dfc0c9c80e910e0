// What an administrator's command does to people, whether a server runs or not.

import { Code } from "@livename/wire/frame";
import { problemsOf } from "../directory/import/draft.ts";
import { type ImportFormat, type ImportReport, importPeople } from "../directory/import/import-people.ts";
import type { LoadedPeople } from "../directory/people-index.ts";
import type { Photos } from "../directory/photos.ts";
import { hashPassword } from "../identity/password.ts";
import { Refusal } from "../refusal.ts";
import type { PersonImport, PersonRecord, Store } from "../store/store.ts";

/** Counts and times of a server; numbers ending in Ms are milliseconds since 1970. */
export type ServerStatus = Readonly<Record<string, string | number>>;

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
  /** Writes a consistent copy of the store to a new file. */
  backup(file: string): Promise<void>;
  /** Undefined when no server runs. */
  status(): Promise<ServerStatus | undefined>;
}

export function createControl(options: {
  readonly store: Store;
  readonly people: LoadedPeople;
  readonly photos: Photos | undefined;
  readonly community: string;
  readonly status?: () => ServerStatus;
  /** Ends what the person is signed in to at this moment. */
  readonly endSignIns?: (person: string) => void;
}): Control {
  const { store, people, photos, community } = options;

  const find = async (person: string): Promise<PersonRecord> => {
    const found = (await store.people.get(community, person)) ?? (await store.people.find(community, person));
    if (found) return found;
    throw new Refusal(Code.NO_SUCH_PERSON, `There is no person ${person}. See "livename people list".`);
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
    backup: (file) => store.backup(file),
    status: async () => options.status?.(),
  };
}
