import type { Core } from "../core.ts";
import type { DirectoryService } from "./types.ts";

/** The feature's door to the composition root. */
export function createDirectory(core: Core): DirectoryService {
  const people = core.onDemand(async () => (await import("./people.ts")).createPeople(core));
  const lookUp = core.onDemand(async () => (await import("./look-up.ts")).createLookUp(core));
  const resolving = core.onDemand(async () => (await import("./resolving.ts")).createResolving(core));
  return {
    get: async (names, options) => (await people.get()).get(names, options),
    search: async (text, options) => (await lookUp.get()).search(text, options),
    createSearch: async (options) => (await lookUp.get()).createSearch(options),
    resolve: async (names, options) => (await resolving.get()).resolve(names, options),
    departments: async (options) => (await lookUp.get()).departments(options),
    groups: async (options) => (await lookUp.get()).groups(options),
    peopleOf: async (section, options) => (await lookUp.get()).peopleOf(section, options),
    chart: async (person, options) => (await lookUp.get()).chart(person, options),
    setGroup: async (group, options) => (await lookUp.get()).setGroup(group, options),
  };
}
