import type { Core } from "../core.ts";
import type { AttributeService } from "./types.ts";

/** The feature's door to the composition root. */
export function createAttributes(core: Core): AttributeService {
  const attributes = core.onDemand(async () => (await import("./attributes.ts")).loadAttributes(core));
  return {
    set: async (name, value, options) => (await attributes.get()).set(name, value, options),
    watch: async (target, names) => (await attributes.get()).watch(target, names),
  };
}
