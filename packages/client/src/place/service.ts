import type { Core } from "../core.ts";
import { createEvents } from "../events.ts";
import type { Place, PlaceEvents, PlaceService } from "./types.ts";
import type { Visit } from "./visits.ts";

/** The feature's door to the composition root. */
export function createPlaces(core: Core): PlaceService {
  const visits = core.onDemand(async () => (await import("./visits.ts")).createVisits(core));

  const visit = (id: string, grant: string | undefined, onlyWatch: boolean): Place => {
    const events = createEvents<PlaceEvents>(core.report);
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
        end();
        visiting?.end();
      },
    };
    const end = visits.want((loaded) => {
      visiting = loaded.visit({ place, events, grant, onlyWatch });
    });
    return place;
  };

  return {
    enter: (place, { grant } = {}) => visit(place, grant, false),
    watch: (place, { grant } = {}) => visit(place, grant, true),
  };
}
