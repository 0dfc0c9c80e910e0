import { defineFeature } from "../../house/manifest.ts";
import { createContact } from "./feature.ts";

/** Everybody's contact list, and what administrators put into them. */
export const contactFeature = defineFeature({ name: "contact", open: createContact });
