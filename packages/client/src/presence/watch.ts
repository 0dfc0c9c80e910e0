import { createEvents } from "../events.ts";
import type { FeatureContext } from "../feature.ts";
import type { OnDemand } from "../on-demand.ts";
import type { GroupWatches, WatchedGroups } from "./group-watch.ts";
import { type Follower, type Held, keyOf } from "./register.ts";
import type { Registers } from "./registers.ts";
import type { Watch, Watchable, WatchEvents, WatchedGroup, WatchedPerson } from "./types.ts";

/** A person that was added individually. */
interface Asked {
  readonly person: string;
  held: Held;
  /** The state that the application sees; it does not change while the watch is suspended. */
  shown: WatchedPerson;
}

type Group = Exclude<Watchable, string>;

export function createWatch(
  registers: Registers,
  groups: OnDemand<GroupWatches>,
  what: Watchable | readonly Watchable[],
  report: FeatureContext["report"],
): Watch {
  const events = createEvents<WatchEvents>(report);
  const people = new Map<string, Asked>();
  const asked = new Map<string, WatchedGroup>();
  let state: "open" | "suspended" | "closed" = "open";
  /** The groups of this watch, once there are any. */
  let watched: WatchedGroups | undefined;
  let wish: (() => void) | undefined;

  const as = (person: string, watched: WatchedPerson): WatchedPerson =>
    watched.person === person ? watched : { ...watched, person };

  const follower: Follower = (key, watched, previous) => {
    const entry = people.get(key);
    if (!entry) return;
    entry.shown = as(entry.person, watched);
    events.emit("change", { person: entry.person, watched: entry.shown, presence: watched.presence, previous });
  };

  const settleGroups = (): void => {
    if (watched) watched.settle();
    else if (asked.size > 0) {
      wish ??= groups.whenLoaded((module) => {
        watched = module.create({ asked, events, follower, isOpen: () => state === "open" });
        watched.settle();
      });
    }
  };

  const watch: Watch = {
    get people() {
      return [...[...people.values()].map(({ shown }) => shown), ...(watched?.people ?? [])];
    },
    get groups() {
      return [...asked.values()];
    },
    get suspended() {
      return state === "suspended";
    },
    add(more) {
      if (state === "closed") return;
      for (const one of list(more)) {
        if (typeof one !== "string") {
          const group = pending(one);
          const key = groupKey(group);
          if (!asked.has(key)) asked.set(key, group);
          continue;
        }
        const key = keyOf(one);
        if (key === "" || people.has(key)) continue;
        const held = registers.add(one, follower);
        people.set(key, { person: one, held, shown: as(one, held.watched) });
        if (state === "suspended") registers.remove([key], follower);
      }
      settleGroups();
    },
    remove(fewer) {
      for (const one of list(fewer)) {
        if (typeof one !== "string") asked.delete(groupKey(pending(one)));
        else if (people.delete(keyOf(one))) registers.remove([keyOf(one)], follower);
      }
      settleGroups();
    },
    get: (person) => people.get(keyOf(person))?.shown ?? watched?.get(keyOf(person)),
    on: events.on,
    suspend() {
      if (state !== "open") return;
      state = "suspended";
      registers.remove(people.keys(), follower);
      settleGroups();
    },
    resume() {
      if (state !== "suspended") return;
      state = "open";
      for (const [key, entry] of people) {
        const before = entry.shown;
        entry.held = registers.add(entry.person, follower, entry.held);
        // Another watch may have received changes meanwhile.
        const { watched } = entry.held;
        if (watched.presence !== before.presence || watched.status !== before.status)
          follower(key, watched, before.presence);
      }
      settleGroups();
    },
    close() {
      state = "closed";
      events.clear();
      registers.remove(people.keys(), follower);
      people.clear();
      asked.clear();
      wish?.();
      settleGroups();
    },
  };
  watch.add(what);
  return watch;
}

function list(what: Watchable | readonly Watchable[]): readonly Watchable[] {
  return Array.isArray(what) ? what : [what as Watchable];
}

function pending(what: Group): WatchedGroup {
  const [kind, group] = Object.entries(what)[0] as [WatchedGroup["kind"], string];
  return { group, kind, status: "pending", name: "", total: 0, members: [] };
}

/** The key of a group or place. A document is a group with its web address as id. */
function groupKey({ kind, group }: WatchedGroup): string {
  return `${kind === "place" ? kind : ""} ${group.trim()}`;
}
