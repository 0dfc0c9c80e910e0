import { defineStorage, moduleBeside, type Storage } from "../../../store/storage.ts";
import type { StatusStore } from "./contract.ts";
import type { Reads, Writes } from "./sqlite.ts";

export const statusStorage: Storage<StatusStore> = defineStorage<Reads, Writes, StatusStore>({
  name: "presence",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
  open: (calls) => ({
    get epoch() {
      return calls.epoch;
    },
    all: (community) => calls.read("all", community),
    set: (community, person, status) => calls.write("set", community, person, status),
  }),
});
