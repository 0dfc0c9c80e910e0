import { defineStorage, moduleBeside, type Storage } from "../../../store/storage.ts";
import type { ContactStore } from "./contract.ts";
import type { Reads, Writes } from "./sqlite.ts";

export const contactStorage: Storage<ContactStore> = defineStorage<Reads, Writes, ContactStore>({
  name: "contact",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
  open: ({ read, write }) => ({
    changes: (community, owner, since) => read("changes", community, owner, since),
    change: (change) => write("change", change),
    marks: (community, owner) => read("marks", community, owner),
    shares: (community) => read("shares", community),
    putShare: (community, share) => write("putShare", community, share),
    removeShare: (community, name) => write("removeShare", community, name),
  }),
});
