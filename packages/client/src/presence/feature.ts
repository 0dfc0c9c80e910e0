import { createEvents } from "../events.ts";
import type { Feature } from "../feature.ts";
import { placeFeature } from "../place/index.ts";
import type { Own } from "./own.ts";
import { createRegisters } from "./registers.ts";
import type { OwnEvents, PresenceService } from "./types.ts";
import { createWatch } from "./watch.ts";

export const presenceFeature: Feature<PresenceService> = {
  name: "presence",
  create(context) {
    const registers = createRegisters(context);
    const events = createEvents<OwnEvents>(context.report);
    const groups = context.onDemand(async () =>
      (await import("./group-watch.ts")).createGroupWatches(context, registers, context.feature(placeFeature)),
    );
    let own: Own | undefined;
    const ownStatus = context.onDemand(async () => {
      own = (await import("./own.ts")).createOwn(context, events);
      return own;
    });
    /** Follows the person's own status from its first use. */
    let follow = (): void => {
      follow = () => {};
      ownStatus.whenLoaded();
    };
    context.onClose(() => {
      registers.stop();
      events.clear();
    });
    return {
      ...ownStatus.methods("set", "setActivity", "setActivityOf"),
      watch: (what) => createWatch(registers, groups, what, context.report),
      get own() {
        follow();
        return own?.own;
      },
      on(event, listener) {
        follow();
        return events.on(event, listener);
      },
    };
  },
};
