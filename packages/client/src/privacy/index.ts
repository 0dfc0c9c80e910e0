export { createPrivacy } from "./privacy.ts";
export type { PrivacyChange, PrivacyEvents, PrivacyService, PrivacySettings, ShownStatus } from "./types.ts";
