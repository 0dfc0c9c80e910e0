export { type AttributeOptions, createAttribute } from "./feature.ts";
