import type { Feature } from "../feature.ts";
import type { AttributeService } from "./types.ts";

export const attributeFeature: Feature<AttributeService> = {
  name: "attribute",
  create: (context) =>
    context.onDemand(async () => (await import("./attributes.ts")).loadAttributes(context)).methods("set", "watch"),
};
