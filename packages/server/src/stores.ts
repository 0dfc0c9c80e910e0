// The list of storages: one line a feature, and nothing else knows all of them.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { alertStorage } from "./features/alert/storage/storage.ts";
import { attributeStorage } from "./features/attribute/storage/storage.ts";
import { contactStorage } from "./features/contact/storage/storage.ts";
import { conversationStorage } from "./features/conversation/storage/storage.ts";
import { statusStorage } from "./features/presence/storage/storage.ts";
import { privacyStorage } from "./features/privacy/storage/storage.ts";
import { createFinder } from "./people/finder/client.ts";
import { finding } from "./people/finder/finding.ts";
import { peopleStorage } from "./people/storage/storage.ts";
import { restore as restoreFile } from "./store/sqlite/backup.ts";
import { deepProblemsOf } from "./store/sqlite/check.ts";
import { DATABASE_FILE } from "./store/sqlite/messages.ts";
import { openSqlite, type StoreOptions } from "./store/sqlite/open.ts";
import { loadStorages } from "./store/sqlite/storage.ts";
import type { Storage } from "./store/storage.ts";
import type { Clock } from "./time/clock.ts";

/** Their order is that in which they hear of an erasure. */
const STORAGES = [
  peopleStorage,
  statusStorage,
  privacyStorage,
  conversationStorage,
  alertStorage,
  contactStorage,
  attributeStorage,
] as const;

/** What the server keeps. Every key starts with the community, and what is written is on disk when its call resolves. */
export type Store = Awaited<ReturnType<typeof openStore>>;

/**
 * `more`: storages of features from outside.
 * @throws StoreStartError when the folder is in use, cannot be written, is damaged or of a newer version.
 */
export async function openStore(options: StoreOptions, more: readonly Storage<unknown>[] = []) {
  const listed: readonly Storage<unknown>[] = [...STORAGES, ...more];
  const store = await openSqlite(options, listed);
  const finder = createFinder(store);
  const opened = new Map<Storage<unknown>, unknown>();
  /** What the storage's code calls: the same for all who ask, so that all hear of one order of changes. */
  const use = <Opened>(storage: Storage<Opened>): Opened => {
    if (!listed.includes(storage))
      throw new Error(`The store was opened without the storage ${storage.name}. Add it to the list in stores.ts.`);
    if (!opened.has(storage)) opened.set(storage, store.use(storage));
    return opened.get(storage) as Opened;
  };
  const { people, aliases, groups, signIns } = use(peopleStorage);
  return {
    /** See `StorageCalls.epoch`. */
    get epoch() {
      return store.epoch;
    },
    evidence: store.evidence,
    people: finding(people, finder),
    aliases,
    groups,
    signIns,
    directory: finder.directory,
    statuses: use(statusStorage),
    privacy: use(privacyStorage),
    conversations: use(conversationStorage),
    alerts: use(alertStorage),
    contacts: use(contactStorage),
    attributes: use(attributeStorage),
    use,
    backup: store.backup,
    async close(): Promise<void> {
      await finder.close();
      await store.close();
    },
  };
}

/**
 * Makes a data folder from a backup. Nothing is overwritten; a backup that is damaged is refused.
 * @throws StoreStartError with the reason.
 */
export function restore(options: {
  readonly file: string;
  readonly data: string;
  readonly clock: Clock;
}): Promise<void> {
  return restoreFile(options, STORAGES);
}

/**
 * Looks at everything that a data folder holds, whether a server runs on it or not: pages, checksums, numbering.
 * Resolves to sentences about what is wrong; none for a folder without data.
 */
export async function problemsOfStore(data: string): Promise<string[]> {
  const file = join(data, DATABASE_FILE);
  if (!existsSync(file)) return [];
  return deepProblemsOf(file, await loadStorages(STORAGES.map(({ sqlite }) => sqlite.href)));
}
