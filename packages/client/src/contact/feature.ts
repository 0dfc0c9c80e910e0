import type { Feature } from "../feature.ts";
import { presenceFeature } from "../presence/index.ts";
import type { ContactService } from "./types.ts";

export const contactFeature: Feature<ContactService> = {
  name: "contact",
  create: (context) =>
    context
      .onDemand(async () => (await import("./contacts.ts")).loadContacts(context, context.feature(presenceFeature)))
      .methods("open"),
};
