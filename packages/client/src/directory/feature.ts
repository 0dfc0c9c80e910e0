import type { Feature } from "../feature.ts";
import type { DirectoryService } from "./types.ts";

export const directoryFeature: Feature<DirectoryService> = {
  name: "directory",
  create(context) {
    const people = context.onDemand(async () => (await import("./people.ts")).createPeople(context));
    const lookUp = context.onDemand(async () => (await import("./look-up.ts")).createLookUp(context));
    const resolving = context.onDemand(async () => (await import("./resolving.ts")).createResolving(context));
    return {
      ...people.methods("get"),
      ...resolving.methods("resolve"),
      ...lookUp.methods("search", "createSearch", "departments", "groups", "peopleOf", "chart", "setGroup"),
    };
  },
};
