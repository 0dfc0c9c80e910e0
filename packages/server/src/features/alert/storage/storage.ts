import { defineStorage, moduleBeside, type Storage } from "../../../store/storage.ts";
import type { AlertStore } from "./contract.ts";
import type { Reads, Writes } from "./sqlite.ts";

export const alertStorage: Storage<AlertStore> = defineStorage<Reads, Writes, AlertStore>({
  name: "alert",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
  open: ({ read, write }) => ({
    rules: (community) => read("rules", community),
    keys: (community, owner) => read("keys", community, owner),
    put: (community, owner, rule, keys) => write("put", community, owner, rule, keys),
    remove: (community, owner, id, keys) => write("remove", community, owner, id, keys),
    fire: (community, owner, fired, options) => write("fire", community, owner, fired, options),
    list: (community, owner, after) => read("list", community, owner, after),
    see: (community, owner, number) => write("see", community, owner, number),
  }),
});
