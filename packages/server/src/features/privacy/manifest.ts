import { defineFeature } from "../../house/manifest.ts";
import { createPrivacy } from "./feature.ts";
import { privacyStorage } from "./storage/storage.ts";

/** Who hides from whom: asked by everything that tells of people. */
export const privacyFeature = defineFeature({
  name: "privacy",
  storages: [privacyStorage],
  open: (house) => createPrivacy({ ...house, store: house.storage(privacyStorage) }),
});
