import {
  conversationAppended,
  conversationInboxChanged,
  conversationOpen,
  conversationTypingChanged,
} from "@livename/wire/calls";
import type { ConversationOpenReply } from "@livename/wire/conversation";
import { Refused } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import { answerMessages } from "./answering.ts";
import { createInboxes } from "./inbox.ts";
import { createSharedConversation, type SharedConversation } from "./shared-conversation.ts";
import type { Conversation, ConversationService } from "./types.ts";

/** Creates the module that is loaded at the first call of the conversation service. */
export function loadConversations(context: FeatureContext): ConversationService & { stop(): void } {
  const { channel } = context;
  const shared = new Map<string, SharedConversation>();
  const inboxes = createInboxes(context);

  channel.onPush(conversationAppended, (push) => {
    if (!push.entry) return;
    shared.get(push.conversation)?.appended(push.entry, push.alone);
    inboxes.appended(push);
  });
  channel.onPush(conversationInboxChanged, (push) => {
    for (const conversation of push.conversations) shared.get(conversation.id)?.register(conversation);
    for (const standing of push.standings) shared.get(standing.conversation)?.register(standing);
    inboxes.changed(push);
  });
  channel.onPush(conversationTypingChanged, ({ conversation, person, typing }) => {
    shared.get(conversation)?.typing(person, typing);
  });

  const share = (id: string): SharedConversation => {
    let conversation = shared.get(id);
    if (!conversation) {
      conversation = createSharedConversation(context, id, (idle) => {
        if (shared.get(id) === idle) shared.delete(id);
      });
      shared.set(id, conversation);
    }
    return conversation;
  };

  // Handle the reply directly: pushes of the same message are handled right after it.
  const opened = (reply: ConversationOpenReply): Conversation => {
    const conversation = share(reply.conversation?.id ?? "");
    const handle = conversation.handle();
    conversation.take(reply);
    return handle;
  };
  const openWith = (person: string): Promise<Conversation> => channel.call(conversationOpen, { person }).then(opened);

  const openById = (conversation: string): Promise<Conversation> =>
    channel.call(conversationOpen, { conversation }).then(opened);

  return {
    // A client cannot tell ids of persons from ids of conversations, but it recognises addresses.
    open(personOrId) {
      if (personOrId.includes("@")) return openWith(personOrId);
      return openById(personOrId).catch((error) => {
        if (error instanceof Refused && error.code === "no-such-conversation") return openWith(personOrId);
        throw error;
      });
    },
    inbox: inboxes.open,
    answer: (handler) => answerMessages({ context, open: openById, inbox: inboxes.open }, handler),
    stop() {
      inboxes.stop();
      for (const conversation of shared.values()) conversation.stop();
    },
  };
}
