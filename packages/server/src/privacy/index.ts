export { createPrivacy, type PrivacyFeature, type PrivacyOptions } from "./feature.ts";
export type { Privacy, ShownChoice } from "./privacy.ts";
