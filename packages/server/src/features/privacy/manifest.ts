import { defineFeature } from "../../house/manifest.ts";
import { createPrivacy } from "./feature.ts";

/** Who hides from whom: asked by everything that tells of people. */
export const privacyFeature = defineFeature({ name: "privacy", open: createPrivacy });
