import type { Core } from "../core.ts";
import type { DirectoryService } from "./types.ts";

/** The feature's door to the composition root. */
export function createDirectory(core: Core): DirectoryService {
  const people = core.onDemand(async () => (await import("./people.ts")).createPeople(core));
  return {
    get: async (names) => (await people.get()).get(names),
  };
}
