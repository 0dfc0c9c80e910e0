import { defineStorage, moduleBeside, type Storage } from "../../../store/storage.ts";
import type { PrivacyStore } from "./contract.ts";
import type { Reads, Writes } from "./sqlite.ts";

export const privacyStorage: Storage<PrivacyStore> = defineStorage<Reads, Writes, PrivacyStore>({
  name: "privacy",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
  open: (calls) => ({
    get epoch() {
      return calls.epoch;
    },
    all: (community) => calls.read("all", community),
    set: (community, person, privacy) => calls.write("set", community, person, privacy),
  }),
});
