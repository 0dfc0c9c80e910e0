export { createPresence } from "./presence.ts";
export type {
  Activity,
  Availability,
  DeviceKind,
  OwnStatus,
  Presence,
  PresenceChange,
  PresenceService,
  StatusChange,
  Watch,
  WatchedPerson,
} from "./types.ts";
