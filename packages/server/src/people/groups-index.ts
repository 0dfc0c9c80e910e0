import { type Sliced, slices } from "../kernel/slices.ts";
import { FlatGroups, type Membership } from "./flat-groups.ts";
import type { GroupChange, Groups } from "./groups.ts";
import type { People } from "./people.ts";
import type { GroupStore, StoredGroup } from "./storage/contract.ts";

/** Groups that can be brought in step with the store after it was changed. */
export interface LoadedGroups extends Groups {
  /** Ids of all groups, in no order. */
  ids(community: string): Iterable<string>;
  /** What putting a group with these members would take, for whoever bounds it. */
  costOf: (community: string, ...put: Parameters<FlatGroups["costOf"]>) => ReturnType<FlatGroups["costOf"]>;
  /** Called when a group comes, goes or is renamed, before `onChange`. */
  onListed(listener: (community: string) => void): void;
  /** Reads all groups of the community again and tells the listeners what changed. */
  reload(community: string): Promise<void>;
  /** Reads one group again. */
  refresh(community: string, group: string): Promise<void>;
}

const PAGE = 200;

/** Reads all groups of the communities into memory. They follow `people`, whoever they are told by later. */
export async function loadGroups(
  store: { readonly groups: GroupStore },
  people: People,
  communities: readonly string[],
): Promise<LoadedGroups> {
  const flats = new Map<string, FlatGroups>();
  const listed = new Set<(community: string) => void>();
  const listeners = new Set<(change: GroupChange) => void>();
  for (const community of communities) {
    const flat = new FlatGroups((person) => people.resolve(community, person)?.id === person);
    flat.replace(await read(store, community));
    flats.set(community, flat);
  }

  const tell = (change: GroupChange): void => {
    for (const listener of [...listeners]) listener(change);
  };

  const applying = function* (community: string, fresh: readonly StoredGroup[], removed: string[]): Sliced<void> {
    const flat = flats.get(community);
    if (!flat) return;
    const changed: StoredGroup[] = [];
    for (const group of fresh) {
      if (!same(flat.get(group.id)?.stored, group)) changed.push(group);
      yield;
    }
    if (changed.length + removed.length === 0) return;
    const gone = new Set(removed);
    const renamed = changed.filter(({ id, name }) => (flat.get(id)?.stored.name ?? name) !== name);
    // Each is told of once at least, though nobody came or went.
    const untold = new Set([...renamed.map(({ id }) => id), ...removed]);
    const change = (one: Membership): void => {
      untold.delete(one.group);
      tell({ community, ...one, gone: gone.has(one.group) });
    };
    const linked = (): void => {
      for (const listener of listed) listener(community);
    };
    yield* flat.replacing(changed, removed, { linked, change });
    for (const group of untold) {
      tell({ community, group, entered: [], left: [], gone: gone.has(group) });
      yield;
    }
  };
  const apply = (community: string, fresh: readonly StoredGroup[], removed: string[]): Promise<void> =>
    slices.long("", applying(community, fresh, removed));

  people.onChange((community, person) => {
    for (const change of flats.get(community)?.person(person) ?? []) tell({ community, ...change, gone: false });
  });

  // One after another: a reload that reads for long must not undo a refresh that came in between.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };

  return {
    find(community, id) {
      const group = flats.get(community)?.get(id);
      return group && { id, name: group.stored.name, members: group.members };
    },
    has: (community, group, person) => flats.get(community)?.get(group)?.members.has(person) ?? false,
    of(community, person) {
      if (people.resolve(community, person)?.id !== person) return [];
      return [...(flats.get(community)?.around(person) ?? [])];
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    costOf: (community, ...put) => flats.get(community)?.costOf(...put) ?? { atOnce: 0, together: 0 },
    onListed: (listener) => void listed.add(listener),
    ids: (community) => flats.get(community)?.ids() ?? [],
    reload: (community) =>
      inTurn(async () => {
        const fresh = await read(store, community);
        const ids = new Set(fresh.map(({ id }) => id));
        await apply(
          community,
          fresh,
          [...(flats.get(community)?.ids() ?? [])].filter((id) => !ids.has(id)),
        );
      }),
    refresh: (community, id) =>
      inTurn(async () => {
        const fresh = await store.groups.get(community, id);
        if (fresh) await apply(community, [fresh], []);
        else if (flats.get(community)?.get(id)) await apply(community, [], [id]);
      }),
  };
}

async function read(store: { readonly groups: GroupStore }, community: string): Promise<StoredGroup[]> {
  const groups: StoredGroup[] = [];
  for (let after = ""; ; ) {
    const page = await store.groups.list(community, { after, limit: PAGE });
    groups.push(...page);
    if (page.length < PAGE) return groups;
    after = page.at(-1)!.id;
  }
}

function same(a: StoredGroup | undefined, b: StoredGroup): boolean {
  return (
    a !== undefined &&
    a.name === b.name &&
    a.application === b.application &&
    alike(a.people, b.people) &&
    alike(a.groups, b.groups)
  );
}

function alike(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
