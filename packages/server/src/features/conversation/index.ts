export { type ConversationOptions, createConversation } from "./feature.ts";
export { conversationFeature } from "./manifest.ts";
