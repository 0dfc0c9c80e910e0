import type { Feature } from "../feature.ts";
import type { AlertService } from "./types.ts";

export const alertFeature: Feature<AlertService> = {
  name: "alert",
  create: (context) => context.onDemand(async () => (await import("./alerts.ts")).loadAlerts(context)).methods("open"),
};
