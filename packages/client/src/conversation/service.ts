import type { Core } from "../core.ts";
import type { ConversationService } from "./types.ts";

/** The feature with its door to the composition root: asks for the code with the first call. */
export function createConversations(core: Core): { service: ConversationService; stop(): void } {
  let loading: Promise<Awaited<ReturnType<typeof load>>> | undefined;
  const load = async () => (await import("./conversations.ts")).loadConversations(core);
  const loaded = () => {
    loading ??= load().catch((error) => {
      // The next call tries again: a chunk fails to load when the network does.
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    service: {
      open: async (personOrId) => (await loaded()).service.open(personOrId),
      inbox: async () => (await loaded()).service.inbox(),
    },
    stop: () =>
      void loading?.then(
        ({ stop }) => stop(),
        () => {},
      ),
  };
}
