export { attributeFeature } from "./feature.ts";
export type {
  Attribute,
  AttributeEvents,
  AttributeOptions,
  AttributeService,
  AttributeTarget,
  AttributeValue,
  AttributeWatch,
  Json,
} from "./types.ts";
