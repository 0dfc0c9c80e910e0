import type { PersonRecord, Store } from "../store/store.ts";
import type { People } from "./people.ts";

/** People who can be brought in step with the store after it was changed. */
export interface LoadedPeople extends People {
  /** Everybody whose address begins with `localPart@`. Looks at all people: for the demo sign-in, not for many calls. */
  withLocalPart(community: string, localPart: string): PersonRecord[];
  /** Reads everybody of the community again and tells the listeners who changed. */
  reload(community: string): Promise<void>;
  /** Reads one person again. */
  refresh(community: string, person: string): Promise<void>;
}

const PAGE = 1_000;

interface Index {
  byId: Map<string, PersonRecord>;
  byAddress: Map<string, PersonRecord>;
}

/** Reads everybody of the communities into memory. */
export async function loadPeople(store: Store, communities: readonly string[]): Promise<LoadedPeople> {
  const indexes = new Map<string, Index>();
  const listeners = new Set<(community: string, person: string) => void>();
  for (const community of communities) indexes.set(community, await read(store, community));

  const tell = (community: string, person: string): void => {
    for (const listener of [...listeners]) listener(community, person);
  };

  const reload = async (community: string): Promise<void> => {
    const fresh = await read(store, community);
    const old = indexes.get(community);
    indexes.set(community, fresh);
    const ids = new Set([...(old?.byId.keys() ?? []), ...fresh.byId.keys()]);
    for (const id of ids) if (!same(old?.byId.get(id), fresh.byId.get(id))) tell(community, id);
  };

  const refresh = async (community: string, person: string): Promise<void> => {
    const index = indexes.get(community);
    const fresh = await store.people.get(community, person);
    if (!index || same(index.byId.get(person), fresh?.active ? fresh : undefined)) return;
    for (const address of index.byId.get(person)?.addresses ?? []) index.byAddress.delete(address);
    index.byId.delete(person);
    if (fresh?.active) put(index, fresh);
    tell(community, person);
  };

  // One after another: a reload that reads for long must not undo a refresh that came in between.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  return {
    resolve(community, idOrAddress) {
      const index = indexes.get(community);
      // An id has no "@" and is never upper case.
      if (!idOrAddress.includes("@")) return index?.byId.get(idOrAddress);
      return index?.byAddress.get(idOrAddress) ?? index?.byAddress.get(idOrAddress.toLowerCase());
    },
    withLocalPart(community, localPart) {
      const start = `${localPart.toLowerCase()}@`;
      const found = new Set<PersonRecord>();
      for (const [address, person] of indexes.get(community)?.byAddress ?? [])
        if (address.startsWith(start)) found.add(person);
      return [...found];
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    reload: (community) => inTurn(() => reload(community)),
    refresh: (community, person) => inTurn(() => refresh(community, person)),
  };
}

async function read(store: Store, community: string): Promise<Index> {
  const index: Index = { byId: new Map(), byAddress: new Map() };
  for (let after = ""; ; ) {
    const page = await store.people.list(community, { after, limit: PAGE });
    for (const person of page) if (person.active) put(index, person);
    if (page.length < PAGE) return index;
    after = page.at(-1)!.id;
  }
}

function put(index: Index, person: PersonRecord): void {
  index.byId.set(person.id, person);
  for (const address of person.addresses) index.byAddress.set(address, person);
}

function same(a: PersonRecord | undefined, b: PersonRecord | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && JSON.stringify(a) === JSON.stringify(b));
}
