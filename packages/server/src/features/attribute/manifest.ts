import { defineFeature } from "../../house/manifest.ts";
import { placeFeature } from "../place/index.ts";
import { presenceFeature } from "../presence/index.ts";
import { createAttribute } from "./feature.ts";
import { attributeStorage } from "./storage/storage.ts";

/** Typed values of sessions, people and places. */
export const attributeFeature = defineFeature({
  name: "attribute",
  needs: [placeFeature, presenceFeature],
  storages: [attributeStorage],
  open: (house) =>
    createAttribute({
      ...house,
      store: house.storage(attributeStorage),
      awareness: house.get(presenceFeature),
      places: house.get(placeFeature),
    }),
});
