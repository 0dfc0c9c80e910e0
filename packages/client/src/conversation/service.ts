import type { Core } from "../core.ts";
import type { ConversationService } from "./types.ts";

/** The feature's door to the composition root. */
export function createConversations(core: Core): ConversationService {
  const rooms = core.onDemand(async () => (await import("./conversations.ts")).loadConversations(core));
  return {
    open: async (personOrId) => (await rooms.get()).service.open(personOrId),
    inbox: async () => (await rooms.get()).service.inbox(),
    answer(handler) {
      let end = (): void => {};
      const unwant = rooms.want(({ service }) => {
        end = service.answer(handler);
      });
      return () => {
        unwant();
        end();
      };
    },
  };
}
