import { defineFeature } from "../../house/manifest.ts";
import { placeFeature } from "../place/index.ts";
import { presenceFeature } from "../presence/index.ts";
import { createAttribute } from "./feature.ts";

/** Typed values of sessions, people and places. */
export const attributeFeature = defineFeature({
  name: "attribute",
  needs: [placeFeature, presenceFeature],
  open: (house) =>
    createAttribute({ ...house, awareness: house.get(presenceFeature), places: house.get(placeFeature) }),
});
