import { directoryFeature } from "../directory/index.ts";
import { createEvents } from "../events.ts";
import type { Feature } from "../feature.ts";
import type { PrivacyEvents, PrivacyService } from "./types.ts";

export const privacyFeature: Feature<PrivacyService> = {
  name: "privacy",
  create(context) {
    const events = createEvents<PrivacyEvents>(context.report);
    const settings = context.onDemand(async () =>
      (await import("./settings.ts")).createSettings(context, context.feature(directoryFeature), events),
    );
    return {
      ...settings.methods("get", "set", "hideFrom", "showTo"),
      on(event, listener) {
        settings.whenLoaded();
        return events.on(event, listener);
      },
    };
  },
};
