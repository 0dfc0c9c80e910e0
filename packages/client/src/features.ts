import { alertFeature } from "./alert/index.ts";
import { attributeFeature } from "./attribute/index.ts";
import { contactFeature } from "./contact/index.ts";
import { conversationFeature } from "./conversation/index.ts";
import { directoryFeature } from "./directory/index.ts";
import type { Feature } from "./feature.ts";
import { placeFeature } from "./place/index.ts";
import { presenceFeature } from "./presence/index.ts";
import { privacyFeature } from "./privacy/index.ts";

/**
 * The features of this package, by the name of their service on the client. Other features use them as in
 * `context.feature(FEATURES.directory)`.
 *
 * @experimental
 */
export const FEATURES = {
  presence: presenceFeature,
  places: placeFeature,
  conversations: conversationFeature,
  directory: directoryFeature,
  privacy: privacyFeature,
  contacts: contactFeature,
  alerts: alertFeature,
  attributes: attributeFeature,
};

/** The services of the features of this package. */
export type Services = {
  readonly [Name in keyof typeof FEATURES]: (typeof FEATURES)[Name] extends Feature<infer Service> ? Service : never;
};
