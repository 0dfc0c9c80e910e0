import type { ResolvedOptions } from "./config.ts";
import { alertFeature } from "./features/alert/index.ts";
import { attributeFeature } from "./features/attribute/index.ts";
import { contactFeature } from "./features/contact/index.ts";
import { conversationFeature } from "./features/conversation/index.ts";
import { directoryFeature } from "./features/directory/index.ts";
import { placeFeature } from "./features/place/index.ts";
import { presenceFeature } from "./features/presence/index.ts";
import { privacyFeature } from "./features/privacy/index.ts";
import type { Manifest } from "./house/manifest.ts";

/** The features of every server, with their options, in the order in which they hear of sessions. */
export function featuresOf(options: ResolvedOptions): readonly Manifest[] {
  return [
    privacyFeature,
    presenceFeature.with(options.presence),
    alertFeature,
    placeFeature.with({ enabled: options.places, grants: options.placeGrants }),
    conversationFeature,
    directoryFeature,
    contactFeature,
    attributeFeature,
  ];
}
