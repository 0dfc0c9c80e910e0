export type { Awareness, HeldPerson } from "./awareness.ts";
export { createPresence, type Presence, type PresenceOptions } from "./feature.ts";
export { presenceFeature } from "./manifest.ts";
