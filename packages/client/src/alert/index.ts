export { createAlerts } from "./service.ts";
export type { Alert, AlertEvents, AlertList, AlertRule, AlertService, AlertWhen } from "./types.ts";
