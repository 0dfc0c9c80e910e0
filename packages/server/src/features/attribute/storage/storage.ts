import { defineStorage, moduleBeside, type Storage } from "../../../store/storage.ts";
import type { AttributeStore } from "./contract.ts";
import type { Reads, Writes } from "./sqlite.ts";

export const attributeStorage: Storage<AttributeStore> = defineStorage<Reads, Writes, AttributeStore>({
  name: "attribute",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
  open: ({ read, write }) => ({
    of: (community, person, nowMs) => read("of", community, person, nowMs),
    keys: (community, person) => read("keys", community, person),
    change: (community, person, change) => write("change", community, person, change),
    removeEnded: (nowMs) => write("removeEnded", nowMs),
  }),
});
