import type { Core } from "../core.ts";
import { createEvents } from "../events.ts";
import type { PlaceService } from "../place/index.ts";
import type { Own } from "./own.ts";
import { createRegisters } from "./registers.ts";
import type { OwnEvents, PresenceService } from "./types.ts";
import { createWatch } from "./watch.ts";

/** The feature with its door to the composition root. */
export function createPresence(core: Core, places: PlaceService): { service: PresenceService; stop(): void } {
  const registers = createRegisters(core);
  const events = createEvents<OwnEvents>(core.report);
  const groups = core.onDemand(async () =>
    (await import("./group-watch.ts")).createGroupWatches(core, registers, places),
  );
  let own: Own | undefined;
  const owns = core.onDemand(async () => {
    own = (await import("./own.ts")).createOwn(core, events);
    return own;
  });
  let follow = (): void => {
    follow = () => {};
    owns.want();
  };
  return {
    service: {
      watch: (what) => createWatch(registers, groups, what, core.report),
      get own() {
        follow();
        return own?.own;
      },
      on(event, listener) {
        follow();
        return events.on(event, listener);
      },
      set: async (change) => (await owns.get()).set(change),
      setActivity: async (activity) => (await owns.get()).setActivity(activity),
      setActivityOf: async (person, activity, options) => (await owns.get()).setActivityOf(person, activity, options),
    },
    stop() {
      registers.stop();
      events.clear();
    },
  };
}
