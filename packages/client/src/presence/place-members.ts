import type { Place, PlaceService } from "../place/index.ts";
import type { Held } from "./register.ts";
import type { Registers } from "./registers.ts";
import { PENDING, type Source, type Sources } from "./source.ts";

interface Watched extends Source {
  state: Source["state"];
  readonly held: Map<string, Held>;
  readonly place: Place;
  leave(): void;
}

/** Watches each member of a place as a person, because a roster has no presence. */
export function createPlaceMembers(registers: Registers, places: PlaceService): Sources {
  return {
    follow(id, listener, former) {
      const held = new Map(former?.held);
      const follower = (key: string, watched: Held["watched"], previous: Held["watched"]["presence"]): void =>
        listener.person(key, { ...watched, id: key }, previous);
      const place = places.watch(id);
      const source: Watched = {
        state: former?.state ?? PENDING,
        held,
        place,
        leave() {
          place.leave();
          registers.remove(held.keys(), follower);
        },
      };
      for (const [person, former] of held) held.set(person, registers.add(person, follower, former));
      place.on("change", () => {
        const now = new Set(place.people.map((member) => member.id));
        const left = [...held.keys()].filter((person) => !now.has(person));
        for (const person of left) held.delete(person);
        registers.remove(left, follower);
        for (const person of now) if (!held.has(person)) held.set(person, registers.add(person, follower));
        const members = place.people.map(({ id, address, name }) => ({ id, address, name }));
        source.state = { status: "known", name: place.id, total: members.length + place.unlisted, members };
        listener.changed(source);
      });
      place.on("error", ({ error }) => {
        source.state = { ...PENDING, status: "refused", reason: error.code };
        registers.remove(held.keys(), follower);
        held.clear();
        listener.changed(source);
      });
      return source;
    },
    unfollow: (source) => (source as Watched).leave(),
  };
}
