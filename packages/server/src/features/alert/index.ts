export { createAlert } from "./feature.ts";
export { alertFeature } from "./manifest.ts";
export type { AlertOptions } from "./options.ts";
