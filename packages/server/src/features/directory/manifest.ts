import { defineFeature } from "../../house/manifest.ts";
import { privacyFeature } from "../privacy/index.ts";
import { createDirectory } from "./feature.ts";

/** Who there is. */
export const directoryFeature = defineFeature({
  name: "directory",
  needs: [privacyFeature],
  open: (house) => createDirectory({ ...house, view: house.get(privacyFeature).view }),
});
