import type { Core } from "../core.ts";
import type { PresenceService } from "../presence/index.ts";
import type { ContactService } from "./types.ts";

/** The feature's door to the composition root. */
export function createContacts(core: Core, presence: PresenceService): ContactService {
  const contacts = core.onDemand(async () => (await import("./contacts.ts")).loadContacts(core, presence));
  return { open: async () => (await contacts.get()).open() };
}
