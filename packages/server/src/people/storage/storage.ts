import { defineStorage, moduleBeside, type Storage } from "../../store/storage.ts";
import type { AliasStore, GroupStore, PeopleStore, SignInStore } from "./contract.ts";
import type { Reads, Writes } from "./sqlite.ts";

/** People with what they are called and how they sign in, and the groups that they are in. */
export interface Community {
  readonly people: Omit<PeopleStore, "import"> & {
    /** Resolves to what was done, and whose cards are others now: of very many the first. */
    import(...values: Parameters<PeopleStore["import"]>): Promise<ReturnType<Writes["importPeople"]>>;
  };
  readonly aliases: AliasStore;
  readonly groups: GroupStore;
  readonly signIns: SignInStore;
}

export const peopleStorage: Storage<Community> = defineStorage<Reads, Writes, Community>({
  name: "people",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
  open: ({ read, write, erase, overwriteErased }) => ({
    people: {
      import: (community, people) => write("importPeople", community, people),
      list: (community, { after, limit }) => read("list", community, after, limit),
      get: (community, id) => read("get", community, id),
      find: (community, address) => read("find", community, address),
      setActive: (community, id, active) => write("setActive", community, id, active),
      erase,
      overwriteErased,
      setPassword: (community, id, hash) => write("setPassword", community, id, hash),
      renewPassword: (community, id, before, hash) => write("renewPassword", community, id, before, hash),
      passwordHash: (community, id) => read("passwordHash", community, id),
    },
    groups: {
      list: (community, { after, limit }) => read("listGroups", community, after, limit),
      get: (community, id) => read("getGroup", community, id),
      import: (community, groups) => write("importGroups", community, groups),
      keys: (community, id) => read("groupKeys", community, id),
      setByApplication: (community, group, owner, command) =>
        write("setGroupByApplication", community, group, owner, command),
      remove: (community, id) => write("removeGroup", community, id),
    },
    aliases: {
      resolve: (community, application, aliases) => read("resolveAliases", community, application, aliases),
      list: (community, whose, { after, limit }) => read("listAliases", community, whose, after, limit),
      add: (community, alias) => write("addAlias", community, alias),
      remove: (community, application, alias) => write("removeAlias", community, application, alias),
    },
    signIns: {
      add: (record, passwordHash) => write("addSignIn", record, passwordHash),
      get: (secretHash) => read("getSignIn", secretHash),
      remove: (secretHash) => write("removeSignIn", secretHash),
      removeExpired: (nowMs) => write("removeExpiredSignIns", nowMs),
    },
  }),
});
