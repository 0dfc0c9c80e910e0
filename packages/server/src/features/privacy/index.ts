export { createPrivacy, type PrivacyFeature, type PrivacyOptions } from "./feature.ts";
