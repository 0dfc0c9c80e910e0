export { type AttributeOptions, createAttribute } from "./feature.ts";
export { attributeFeature } from "./manifest.ts";
