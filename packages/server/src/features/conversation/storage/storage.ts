import { createChanges } from "../../../store/changes.ts";
import { defineStorage, moduleBeside, type Storage } from "../../../store/storage.ts";
import { toResult, toValues } from "./append-call.ts";
import type { ConversationChange, ConversationStore } from "./contract.ts";
import type { Reads, Writes } from "./sqlite.ts";

export const conversationStorage: Storage<ConversationStore> = defineStorage<Reads, Writes, ConversationStore>({
  name: "conversation",
  sqlite: moduleBeside(import.meta.url, "sqlite"),
  open(calls) {
    const { read, write, writeThen } = calls;
    const changes = createChanges<ConversationChange>();
    return {
      get epoch() {
        return calls.epoch;
      },
      onChange: changes.on,
      append: (request) =>
        writeThen("append", toValues(request), (flat) => {
          const result = toResult(flat);
          if (!result.repeated) changes.tell({ kind: "appended", request, result });
          return result;
        }),
      get: (community, conversation, person) => read("getConversation", community, conversation, person),
      entries: (community, conversation, person, range) => read("entries", community, conversation, person, range),
      markRead: (community, conversation, person, number) =>
        writeThen("markRead", [community, conversation, person, number], (moved) => {
          if (moved?.changed) changes.tell({ kind: "register", community, person, record: moved.record });
          return moved;
        }),
      inbox: (community, person, since, limit, held) => read("inbox", community, person, since, limit, held),
      eraseMessages: (community, person) => write("eraseMessages", community, person),
    };
  },
});
