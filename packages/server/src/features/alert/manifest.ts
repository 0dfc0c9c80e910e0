import { defineFeature } from "../../house/manifest.ts";
import { presenceFeature } from "../presence/index.ts";
import { createAlert } from "./feature.ts";
import { alertStorage } from "./storage/storage.ts";

/** "Tell me when". */
export const alertFeature = defineFeature({
  name: "alert",
  needs: [presenceFeature],
  storages: [alertStorage],
  open(house) {
    const presence = house.get(presenceFeature);
    return createAlert({ ...house, store: house.storage(alertStorage), awareness: presence, reach: presence });
  },
});
