import type { Store, StoredGroup } from "../store/store.ts";
import { FlatGroups, type Membership } from "./flat-groups.ts";
import type { GroupChange, Groups } from "./groups.ts";
import type { People } from "./people.ts";

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
  store: Pick<Store, "groups">,
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

  const tell = (community: string, changes: readonly Membership[], renamed: readonly string[], gone: string[]) => {
    const told = new Set(changes.map(({ group }) => group));
    const quiet = [...renamed, ...gone].filter((group) => !told.has(group));
    const all = [...changes, ...quiet.map((group) => ({ group, entered: [], left: [] }))];
    for (const change of all)
      for (const listener of [...listeners]) listener({ community, ...change, gone: gone.includes(change.group) });
  };

  const apply = (community: string, fresh: readonly StoredGroup[], removed: string[]): void => {
    const flat = flats.get(community);
    if (!flat) return;
    const changed = fresh.filter((group) => !same(flat.get(group.id)?.stored, group));
    const renamed = changed.filter(({ id, name }) => (flat.get(id)?.stored.name ?? name) !== name);
    const changes = flat.replace(changed, removed);
    if (changed.length + removed.length > 0) for (const listener of listed) listener(community);
    tell(
      community,
      changes,
      renamed.map(({ id }) => id),
      removed,
    );
  };

  people.onChange((community, person) => tell(community, flats.get(community)?.person(person) ?? [], [], []));

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
        apply(
          community,
          fresh,
          [...(flats.get(community)?.ids() ?? [])].filter((id) => !ids.has(id)),
        );
      }),
    refresh: (community, id) =>
      inTurn(async () => {
        const fresh = await store.groups.get(community, id);
        if (fresh) apply(community, [fresh], []);
        else if (flats.get(community)?.get(id)) apply(community, [], [id]);
      }),
  };
}

async function read(store: Pick<Store, "groups">, community: string): Promise<StoredGroup[]> {
  const groups: StoredGroup[] = [];
  for (let after = ""; ; ) {
    const page = await store.groups.list(community, { after, limit: PAGE });
    groups.push(...page);
    if (page.length < PAGE) return groups;
    after = page.at(-1)!.id;
  }
}

function same(a: StoredGroup | undefined, b: StoredGroup): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}
