import type { Core } from "../core.ts";
import type { AlertService } from "./types.ts";

/** The feature's door to the composition root. */
export function createAlerts(core: Core): AlertService {
  const alerts = core.onDemand(async () => (await import("./alerts.ts")).loadAlerts(core));
  return { open: async () => (await alerts.get()).open() };
}
