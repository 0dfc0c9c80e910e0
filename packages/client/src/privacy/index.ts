export { privacyFeature } from "./feature.ts";
export type { PrivacyChange, PrivacyEvents, PrivacyService, PrivacySettings, ShownStatus } from "./types.ts";
