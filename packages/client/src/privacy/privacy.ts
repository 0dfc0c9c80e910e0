import type { Core } from "../core.ts";
import type { DirectoryService } from "../directory/index.ts";
import { createEvents } from "../events.ts";
import type { PrivacyEvents, PrivacyService } from "./types.ts";

/** The feature's door to the composition root. */
export function createPrivacy(core: Core, directory: DirectoryService): PrivacyService {
  const events = createEvents<PrivacyEvents>(core.report);
  const settings = core.onDemand(async () => (await import("./settings.ts")).createSettings(core, directory, events));
  return {
    get: async () => (await settings.get()).get(),
    set: async (change) => (await settings.get()).set(change),
    hideFrom: async (subjects) => (await settings.get()).hideFrom(subjects),
    showTo: async (subjects) => (await settings.get()).showTo(subjects),
    on(event, listener) {
      settings.want();
      return events.on(event, listener);
    },
  };
}
