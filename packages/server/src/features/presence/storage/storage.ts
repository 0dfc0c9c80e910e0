import { defineStorage, moduleBeside, type Storage } from "../../../store/storage.ts";
import type { StatusStore } from "./contract.ts";
import type { Reads, Writes } from "./sqlite.ts";

export const statusStorage: Storage<StatusStore> = defineStorage<Reads, Writes, StatusStore>({
  name: "presence",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
  open: ({ read, write }) => ({
    all: (community) => read("all", community),
    set: (community, person, status) => write("set", community, person, status),
  }),
});
