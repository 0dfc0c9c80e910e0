export { type ConversationOptions, createConversation } from "./feature.ts";
