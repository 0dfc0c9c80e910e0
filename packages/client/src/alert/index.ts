export { alertFeature } from "./feature.ts";
export type { Alert, AlertEvents, AlertList, AlertRule, AlertService, AlertWhen } from "./types.ts";
