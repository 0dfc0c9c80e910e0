export { createAlert } from "./feature.ts";
export type { AlertOptions } from "./options.ts";
