export { createPlace, type PlaceFeature, type PlaceOptions } from "./feature.ts";
export { createGrantVerifier, type Grant, type GrantOptions, type VerifyGrant } from "./grant.ts";
export { placeFeature } from "./manifest.ts";
