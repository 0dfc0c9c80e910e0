export { createPresence, type PresenceOptions } from "./feature.ts";
export { type View, type Viewer, type ViewOf, view } from "./view.ts";
