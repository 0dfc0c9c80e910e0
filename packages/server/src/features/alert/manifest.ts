import { defineFeature } from "../../house/manifest.ts";
import { presenceFeature } from "../presence/index.ts";
import { createAlert } from "./feature.ts";

/** "Tell me when". */
export const alertFeature = defineFeature({
  name: "alert",
  needs: [presenceFeature],
  open(house) {
    const presence = house.get(presenceFeature);
    return createAlert({ ...house, awareness: presence, reach: presence });
  },
});
