export { createAttributes } from "./service.ts";
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
