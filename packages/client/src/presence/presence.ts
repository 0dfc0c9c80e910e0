import type { Core } from "../core.ts";
import { createOwn } from "./own.ts";
import { createRegisters } from "./registers.ts";
import type { PresenceService } from "./types.ts";
import { createWatch } from "./watch.ts";

/** The feature with its door to the composition root. */
export function createPresence(core: Core): { service: PresenceService; stop(): void } {
  const registers = createRegisters(core);
  const own = createOwn(core);
  return {
    service: {
      watch: (people) => createWatch(registers, people, core.report),
      get own() {
        return own.own;
      },
      on: own.on,
      set: own.set,
      setActivity: own.setActivity,
    },
    stop() {
      registers.stop();
      own.stop();
    },
  };
}
