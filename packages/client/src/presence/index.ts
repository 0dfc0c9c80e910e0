export { presenceFeature } from "./feature.ts";
export { AVAILABILITIES, readPresence, UNKNOWN } from "./read.ts";
export type {
  Activity,
  Availability,
  GroupChange,
  GroupMember,
  OwnStatus,
  Presence,
  PresenceChange,
  PresenceService,
  StatusChange,
  Watch,
  Watchable,
  WatchEvents,
  WatchedGroup,
  WatchedPerson,
} from "./types.ts";
