export { conversationFeature } from "./feature.ts";
export type {
  AnswerHandler,
  Conversation,
  ConversationEvents,
  ConversationService,
  Inbox,
  InboxEvents,
  InboxItem,
  Message,
  MessageToAnswer,
} from "./types.ts";
