import { createEvents } from "../events.ts";
import type { Feature } from "../feature.ts";
import type { Place, PlaceEvents, PlaceService } from "./types.ts";
import type { Visit } from "./visits.ts";

export const placeFeature: Feature<PlaceService> = {
  name: "place",
  create(context) {
    const visits = context.onDemand(async () => (await import("./visits.ts")).createVisits(context));

    const visit = (id: string, grant: string | undefined, onlyWatch: boolean): Place => {
      const events = createEvents<PlaceEvents>(context.report);
      let visiting: Visit | undefined;
      const place: Place = {
        id,
        get people() {
          return visiting?.people ?? [];
        },
        get unlisted() {
          return visiting?.unlisted ?? 0;
        },
        on: events.on,
        leave() {
          events.clear();
          cancel();
          visiting?.end();
        },
      };
      const cancel = visits.whenLoaded((loaded) => {
        visiting = loaded.visit({ place, events, grant, onlyWatch });
      });
      return place;
    };

    return {
      enter: (place, { grant } = {}) => visit(place, grant, false),
      watch: (place, { grant } = {}) => visit(place, grant, true),
    };
  },
};
