import type { Feature } from "../feature.ts";
import type { ConversationService } from "./types.ts";

export const conversationFeature: Feature<ConversationService> = {
  name: "conversation",
  create(context) {
    const conversations = context.onDemand(async () => (await import("./conversations.ts")).loadConversations(context));
    return {
      ...conversations.methods("open", "inbox"),
      answer(handler) {
        let end = (): void => {};
        const cancel = conversations.whenLoaded(({ answer }) => {
          end = answer(handler);
        });
        return () => {
          cancel();
          end();
        };
      },
    };
  },
};
