import { ensureDefined } from "../define/registry.ts";
import { LiveDock } from "./live-dock.ts";

/** Adds a dock, behind the body, to a page that has none. */
export function ownDock(): LiveDock {
  ensureDefined(LiveDock);
  const dock = new LiveDock();
  dock.stay();
  return dock;
}
