import { ensureDefined } from "../define/registry.ts";
import { LiveDock } from "./live-dock.ts";

/** Gives a page that has no dock one of its own, behind the body. */
export function ownDock(): LiveDock {
  ensureDefined(LiveDock);
  const dock = new LiveDock();
  dock.stay();
  return dock;
}
