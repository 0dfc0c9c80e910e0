import type { Events } from "../events.ts";
import type { FeatureContext } from "../feature.ts";
import type { PlaceService } from "../place/index.ts";
import { createGroups } from "./groups.ts";
import { createPlaceMembers } from "./place-members.ts";
import { UNKNOWN } from "./read.ts";
import { type Follower, keyOf } from "./register.ts";
import type { Registers } from "./registers.ts";
import type { Source, SourceListener, Sources } from "./source.ts";
import type { GroupMember, WatchEvents, WatchedGroup, WatchedPerson } from "./types.ts";

/** What a watch shares with its groups. */
export interface GroupView {
  /** The groups of the watch, in their current state. */
  readonly asked: Map<string, WatchedGroup>;
  readonly events: Events<WatchEvents>;
  /** The follower of the people that were added individually. */
  readonly follower: Follower;
  readonly isOpen: () => boolean;
}

/** The groups and places of one watch. */
export interface WatchedGroups {
  /** The members of the groups, each once, without people that were added individually. */
  readonly people: readonly WatchedPerson[];
  /** @param key the key of an address or id, see `keyOf` */
  get(key: string): WatchedPerson | undefined;
  /** Follows the current groups, and nothing when the watch is not open. */
  settle(): void;
}

export interface GroupWatches {
  create(view: GroupView): WatchedGroups;
  stop(): void;
}

interface Followed {
  readonly source: Source;
  readonly listener: SourceListener;
  readonly sources: Sources;
  /** Whether it is followed; otherwise it is kept until the watch is resumed. */
  on: boolean;
}

/** Creates the module that is loaded with the first watched group or place. */
export function createGroupWatches(context: FeatureContext, registers: Registers, places: PlaceService): GroupWatches {
  const groups = createGroups(context, registers);
  const placeMembers = createPlaceMembers(registers, places);

  const create = ({ asked, events, follower, isOpen }: GroupView): WatchedGroups => {
    const followed = new Map<string, Followed>();
    /** The members of each group as the application sees them; they do not change while the watch is suspended. */
    const shown = new Map<string, Map<string, WatchedPerson>>();

    /** A person can be in several groups and be added individually. Only one of these emits the changes. */
    const tellerOf = (id: string): string | undefined => {
      if (registers.follows(id, follower)) return undefined;
      for (const [key, members] of shown) if (members.has(id)) return key;
      return undefined;
    };

    const person = (key: string, watched: WatchedPerson, previous = UNKNOWN): void => {
      const members = shown.get(key);
      const id = watched.id ?? "";
      const before = members?.get(id);
      if (!members || !before) return;
      const now = { ...watched, person: before.person };
      members.set(id, now);
      if (tellerOf(id) === key)
        events.emit("change", { person: now.person, watched: now, presence: now.presence, previous });
    };

    const changed = (key: string, { state, held }: Source): void => {
      const before = asked.get(key);
      const members = shown.get(key);
      if (!before || !members || isSame(before, state)) return;
      const group = { group: before.group, kind: before.kind, ...state };
      asked.set(key, group);
      const now = new Set(state.members.map(({ id }) => id));
      const left = before.members.filter(({ id }) => !now.has(id));
      const entered = state.members.filter(({ id }) => !members.has(id));
      for (const { id } of left) members.delete(id);
      for (const member of entered) members.set(member.id, personOf(member, held.get(member.id)?.watched));
      events.emit("group", { group, entered, left });
      for (const { id } of entered) {
        const watched = members.get(id);
        if (watched?.status === "known") person(key, watched);
      }
    };

    const follow = (key: string, { group, kind }: WatchedGroup): void => {
      const sources = kind === "place" ? placeMembers : groups;
      const listener: SourceListener = {
        changed: (source) => changed(key, source),
        person: (_, watched, previous) => person(key, watched, previous),
      };
      if (!shown.has(key)) shown.set(key, new Map());
      const source = sources.follow(group, listener, followed.get(key)?.source);
      followed.set(key, { source, listener, sources, on: true });
      changed(key, source);
      // Other watches may have received changes while this one was suspended.
      for (const [id, before] of shown.get(key) ?? []) {
        const watched = source.held.get(id)?.watched;
        if (watched && watched.presence !== before.presence) person(key, watched, before.presence);
      }
    };

    const everybody = (): Map<string, WatchedPerson> => {
      const people = new Map<string, WatchedPerson>();
      for (const key of asked.keys()) {
        for (const [id, watched] of shown.get(key) ?? []) {
          if (!people.has(id) && !registers.follows(id, follower)) people.set(id, watched);
        }
      }
      return people;
    };

    return {
      get people() {
        return [...everybody().values()];
      },
      get(key) {
        for (const members of shown.values()) {
          const found = members.get(key) ?? [...members.values()].find((member) => keyOf(member.person) === key);
          if (found) return found;
        }
        return undefined;
      },
      settle() {
        for (const [key, one] of followed) {
          const wanted = asked.has(key);
          if (one.on && !(wanted && isOpen())) {
            one.on = false;
            one.sources.unfollow(one.source, one.listener);
          }
          if (wanted) continue;
          followed.delete(key);
          shown.delete(key);
        }
        if (!isOpen()) return;
        for (const [key, group] of [...asked]) if (!followed.get(key)?.on) follow(key, group);
      },
    };
  };

  return { create, stop: groups.stop };
}

function isSame(before: WatchedGroup, { status, reason, name, total, members }: Source["state"]): boolean {
  return (
    (before.members === members || before.members.length + members.length === 0) &&
    before.status === status &&
    before.reason === reason &&
    before.name === name &&
    before.total === total
  );
}

function personOf({ id, address }: GroupMember, watched: WatchedPerson | undefined): WatchedPerson {
  const person = address || id;
  return watched ? { ...watched, person } : { person, id, status: "pending", presence: UNKNOWN };
}
