import { defineFeature } from "../../house/manifest.ts";
import { privacyFeature } from "../privacy/index.ts";
import { createPresence, type PresenceOptions } from "./feature.ts";
import { statusStorage } from "./storage/storage.ts";

/** Who is there, and what they are doing. */
export const presenceFeature = defineFeature({
  name: "presence",
  needs: [privacyFeature],
  storages: [statusStorage],
  options: {} as Pick<PresenceOptions, "awayAfterMs" | "dampMs">,
  open(house) {
    const privacy = house.get(privacyFeature);
    const store = house.storage(statusStorage);
    return createPresence({ ...house, store, privacy, view: privacy.view, ...house.options });
  },
});
