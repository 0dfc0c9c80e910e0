export { createConversations } from "./service.ts";
export type {
  Conversation,
  ConversationEvents,
  ConversationService,
  Inbox,
  InboxEvents,
  InboxItem,
  Message,
} from "./types.ts";
