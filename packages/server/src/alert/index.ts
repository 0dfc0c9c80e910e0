export { type AlertOptions, createAlert } from "./feature.ts";
