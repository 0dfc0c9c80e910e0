export type { Awareness, HeldPerson } from "./awareness.ts";
export { createPresence, type Presence, type PresenceOptions } from "./feature.ts";
export { checkChoice } from "./status.ts";
export { createView, type View, type Viewer, type ViewOf, view } from "./view.ts";
