export { type ConversationOptions, createConversation } from "./feature.ts";
export { openReach, type Reach } from "./reach.ts";
