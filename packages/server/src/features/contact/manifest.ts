import { defineFeature } from "../../house/manifest.ts";
import { createContact } from "./feature.ts";
import { contactStorage } from "./storage/storage.ts";

/** Everybody's contact list, and what administrators put into them. */
export const contactFeature = defineFeature({
  name: "contact",
  storages: [contactStorage],
  open: (house) => createContact({ ...house, store: house.storage(contactStorage) }),
});
