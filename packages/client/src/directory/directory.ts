import type { Core } from "../core.ts";
import type { DirectoryService } from "./types.ts";

/** Asks for the code with the first question. */
export function createDirectory(core: Core): DirectoryService {
  let loading: Promise<DirectoryService> | undefined;
  return {
    get(people) {
      loading ??= import("./people.ts").then(
        ({ createPeople }) => createPeople(core),
        (error) => {
          // The next question tries again: a chunk fails to load when the network does.
          loading = undefined;
          throw error;
        },
      );
      return loading.then((service) => service.get(people));
    },
  };
}
