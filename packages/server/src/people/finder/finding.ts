import type { PeopleStore } from "../storage/contract.ts";
import type { Community } from "../storage/storage.ts";
import type { Finder } from "./client.ts";

/** People of whom the finder hears when they were written, before whoever wrote them goes on. */
export function finding(people: Community["people"], finder: Finder): PeopleStore {
  return {
    ...people,
    async import(community, given) {
      const { summary, ids } = await people.import(community, given);
      await finder.changed(community, ids);
      return summary;
    },
    async setActive(community, id, active) {
      const done = await people.setActive(community, id, active);
      await finder.changed(community, [id]);
      return done;
    },
    async erase(community, id) {
      const done = await people.erase(community, id);
      await finder.changed(community, [id]);
      return done;
    },
  };
}
