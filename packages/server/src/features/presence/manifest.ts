import { defineFeature } from "../../house/manifest.ts";
import { privacyFeature } from "../privacy/index.ts";
import { createPresence, type PresenceOptions } from "./feature.ts";

/** Who is there, and what they are doing. */
export const presenceFeature = defineFeature({
  name: "presence",
  needs: [privacyFeature],
  options: {} as Pick<PresenceOptions, "awayAfterMs" | "dampMs">,
  open(house) {
    const privacy = house.get(privacyFeature);
    return createPresence({ ...house, privacy, view: privacy.view, ...house.options });
  },
});
