import { createEvents, type Report } from "../events.ts";
import { type Follower, keyOf, type Registers } from "./registers.ts";
import type { PresenceChange, Watch, WatchedPerson } from "./types.ts";

export function createWatch(registers: Registers, people: string | readonly string[], report: Report): Watch {
  const events = createEvents<{ change: PresenceChange }>(report);
  /** As they were asked for, by key. */
  const asked = new Map<string, string>();
  let closed = false;

  const as = (person: string, watched: WatchedPerson): WatchedPerson =>
    watched.person === person ? watched : { ...watched, person };

  const follower: Follower = (key, watched, previous) => {
    const person = asked.get(key);
    if (person === undefined) return;
    events.emit("change", { person, watched: as(person, watched), presence: watched.presence, previous });
  };

  const read = (key: string): WatchedPerson | undefined => {
    const person = asked.get(key);
    const watched = person === undefined ? undefined : registers.get(key);
    return watched && as(person as string, watched);
  };

  const watch: Watch = {
    get people() {
      return [...asked.keys()].flatMap((key) => read(key) ?? []);
    },
    add(more) {
      if (closed) return;
      const fresh = list(more).filter((person) => {
        const key = keyOf(person);
        return key !== "" && !asked.has(key) && asked.set(key, person);
      });
      registers.add(fresh, follower);
    },
    remove(fewer) {
      const keys = list(fewer).map(keyOf);
      registers.remove(
        keys.filter((key) => asked.delete(key)),
        follower,
      );
    },
    get: (person) => read(keyOf(person)),
    on: events.on,
    close() {
      closed = true;
      events.clear();
      watch.remove([...asked.keys()]);
    },
  };
  watch.add(people);
  return watch;
}

function list(people: string | readonly string[]): readonly string[] {
  return typeof people === "string" ? [people] : people;
}
