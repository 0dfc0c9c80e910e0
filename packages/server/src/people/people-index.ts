import { type FairSlices, slices as ownSlices, type Sliced } from "../kernel/slices.ts";
import type { Store } from "../stores.ts";
import { normalAddress } from "../text/address.ts";
import { NameTable } from "./name-table.ts";
import type { NumberedPeople } from "./people.ts";
import type { PersonRecord } from "./storage/contract.ts";

/** People who can be brought in step with the store after it was changed. */
export interface LoadedPeople extends NumberedPeople {
  /** Everybody whose address begins with `localPart@`. Looks at all people: for the demo sign-in, not for many calls. */
  withLocalPart(community: string, localPart: string): PersonRecord[];
  /** Reads everybody of the community again and tells the listeners who changed. */
  reload(community: string): Promise<void>;
  /** Reads one person again. */
  refresh(community: string, person: string): Promise<void>;
}

/** What is read at once, and how many are looked at before others may have their turn. */
const PAGE = 500;
const STEPS = 16;
/** Less the number stands for whoever had it and is gone; the number is kept in case they return. */
const GONE = -2;

interface Index {
  byId: Map<string, PersonRecord>;
  byAddress: Map<string, PersonRecord>;
}

/** Numbers outlive an index that is read anew: what is kept by number stays with its person. */
interface Numbers {
  /** Of ids and addresses. */
  readonly table: NameTable;
  /** Undefined for whoever is not active. */
  readonly people: Array<PersonRecord | undefined>;
}

/** Reads everybody of the communities into memory. */
export async function loadPeople(
  store: Store,
  communities: readonly string[],
  slices: FairSlices = ownSlices,
): Promise<LoadedPeople> {
  const indexes = new Map<string, Index>();
  const listeners = new Set<(community: string, person: string) => void>();
  const numbers = new Map<string, Numbers>();
  for (const community of communities) {
    const index = await read(store, community);
    indexes.set(community, index);
    const numbered: Numbers = { table: new NameTable(), people: [] };
    numbers.set(community, numbered);
    for (const person of index.byId.values()) number(numbered, person);
  }

  const tell = (community: string, person: string): void => {
    for (const listener of [...listeners]) listener(community, person);
  };

  /** Page by page and a slice at a time: who changed is told as soon as it is known. */
  const reload = async (community: string): Promise<void> => {
    const index = indexes.get(community) ?? { byId: new Map(), byAddress: new Map() };
    indexes.set(community, index);
    const numbered = numbers.get(community) ?? { table: new NameTable(), people: [] };
    numbers.set(community, numbered);
    const seen = new Set<string>();
    const taking = function* (page: readonly PersonRecord[]): Sliced<void> {
      let steps = 0;
      for (const fresh of page) {
        if (++steps % STEPS === 0) yield;
        if (!fresh.active) continue;
        seen.add(fresh.id);
        const old = index.byId.get(fresh.id);
        if (same(old, fresh)) continue;
        put(index, fresh);
        number(numbered, fresh);
        if (old) forgetAddresses(index, numbered, old);
        tell(community, fresh.id);
      }
    };
    const tidying = function* (): Sliced<void> {
      let steps = 0;
      for (const [id, old] of index.byId) {
        if (++steps % STEPS === 0) yield;
        if (seen.has(id)) continue;
        forget(index, old);
        unnumber(numbered, old);
        tell(community, id);
      }
    };
    for (let after = ""; ; ) {
      const page = await store.people.list(community, { after, limit: PAGE });
      await slices.long("", taking(page));
      if (page.length < PAGE) break;
      after = page.at(-1)!.id;
    }
    await slices.long("", tidying());
  };

  const refresh = async (community: string, person: string): Promise<void> => {
    const index = indexes.get(community);
    const fresh = await store.people.get(community, person);
    if (!index || same(index.byId.get(person), fresh?.active ? fresh : undefined)) return;
    const numbered = numbers.get(community)!;
    const old = index.byId.get(person);
    if (old) {
      forget(index, old);
      unnumber(numbered, old);
    }
    if (fresh?.active) {
      put(index, fresh);
      number(numbered, fresh);
    }
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
      return index?.byAddress.get(idOrAddress) ?? index?.byAddress.get(normalAddress(idOrAddress));
    },
    numbersOf(community, bytes, spans, count, found) {
      const { table } = numbers.get(community) ?? {};
      if (table) table.findAll(bytes, spans, count, found);
      else found.fill(-1, 0, count);
      for (let item = 0; item < count; item++) if (found[item]! <= GONE) found[item] = -1;
    },
    numberOf(community, id) {
      const { table } = numbers.get(community) ?? {};
      return Math.max(-1, table ? find(table, id) : -1);
    },
    at: (community, number) => numbers.get(community)?.people[number],
    withLocalPart(community, localPart) {
      const start = normalAddress(`${localPart}@`);
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

function forget(index: Index, person: PersonRecord): void {
  // An address may have become another person's, who was read before.
  for (const address of person.addresses) if (index.byAddress.get(address) === person) index.byAddress.delete(address);
  index.byId.delete(person.id);
}

/** Those that nobody has any more, of somebody who has others now. */
function forgetAddresses(index: Index, { table }: Numbers, old: PersonRecord): void {
  const own = find(table, old.id);
  for (const address of old.addresses) {
    if (index.byAddress.get(address) === old) index.byAddress.delete(address);
    if (!index.byAddress.has(address) && find(table, address) === own) table.set(address, -1);
  }
}

function number({ table, people }: Numbers, person: PersonRecord): void {
  const known = find(table, person.id);
  const own = known >= 0 ? known : known <= GONE ? GONE - known : people.length;
  people[own] = person;
  table.set(person.id, own);
  for (const address of person.addresses) table.set(address, own);
}

function unnumber({ table, people }: Numbers, person: PersonRecord): void {
  const own = find(table, person.id);
  if (own < 0) return;
  people[own] = undefined;
  table.set(person.id, GONE - own);
  for (const address of person.addresses) if (find(table, address) === own) table.set(address, -1);
}

function find(table: NameTable, name: string): number {
  const bytes = Buffer.from(name);
  return table.find(bytes, 0, bytes.length);
}

const FIELDS = [
  "id",
  "name",
  "title",
  "department",
  "phone",
  "location",
  "timeZone",
  "photo",
  "manager",
  "active",
] as const;

function same(a: PersonRecord | undefined, b: PersonRecord | undefined): boolean {
  if (a === b || !a || !b) return a === b;
  return (
    FIELDS.every((field) => a[field] === b[field]) &&
    a.addresses.length === b.addresses.length &&
    a.addresses.every((address, i) => address === b.addresses[i])
  );
}
