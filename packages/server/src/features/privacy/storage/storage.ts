import { defineStorage, moduleBeside, type Storage } from "../../../store/storage.ts";
import type { PrivacyStore } from "./contract.ts";
import type { Reads, Writes } from "./sqlite.ts";

export const privacyStorage: Storage<PrivacyStore> = defineStorage<Reads, Writes, PrivacyStore>({
  name: "privacy",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
  open: ({ read, write }) => ({
    all: (community) => read("all", community),
    set: (community, person, privacy) => write("set", community, person, privacy),
  }),
});
