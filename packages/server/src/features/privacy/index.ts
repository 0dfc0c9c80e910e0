export { createPrivacy, type PrivacyFeature, type PrivacyOptions } from "./feature.ts";
export { privacyFeature } from "./manifest.ts";
