import {
  conversationAppended,
  conversationInboxChanged,
  conversationOpen,
  conversationTypingChanged,
} from "@livename/wire/calls";
import type { ConversationOpenReply } from "@livename/wire/conversation";
import type { Core } from "../core.ts";
import { Refused } from "../errors.ts";
import { answerMessages } from "./answering.ts";
import { createInboxes } from "./inbox.ts";
import { createRoom, type Room } from "./room.ts";
import type { Conversation, ConversationService } from "./types.ts";

/** What is loaded with the first call of the conversation service. */
export function loadConversations(core: Core): { service: ConversationService; stop(): void } {
  const { channel } = core;
  const rooms = new Map<string, Room>();
  const inboxes = createInboxes(core);

  const unfollow = channel.follow(() => {
    inboxes.catchUp();
    for (const room of rooms.values()) room.catchUp();
  });
  channel.push(conversationAppended, ({ conversation, entry, quiet }) => {
    if (!entry) return;
    rooms.get(conversation)?.appended(entry);
    inboxes.appended(conversation, entry, quiet);
  });
  channel.push(conversationInboxChanged, ({ version, conversations }) => {
    for (const conversation of conversations) rooms.get(conversation.id)?.register(conversation);
    inboxes.changed(version, conversations);
  });
  channel.push(conversationTypingChanged, ({ conversation, person, typing }) => {
    rooms.get(conversation)?.typing(person, typing);
  });

  const roomOf = (id: string): Room => {
    let room = rooms.get(id);
    if (!room) {
      room = createRoom(core, id, (idle) => {
        if (rooms.get(id) === idle) rooms.delete(id);
      });
      rooms.set(id, room);
    }
    return room;
  };

  // The first to hear of the reply: what is pushed in the same message is heard right after it.
  const opened = (reply: ConversationOpenReply): Conversation => {
    const room = roomOf(reply.conversation?.id ?? "");
    const handle = room.handle();
    room.take(reply);
    return handle;
  };
  const openWith = (person: string): Promise<Conversation> => channel.call(conversationOpen, { person }).then(opened);

  const openById = (conversation: string): Promise<Conversation> =>
    channel.call(conversationOpen, { conversation }).then(opened);

  return {
    service: {
      // Ids of persons and of conversations look alike to a client, addresses do not.
      open(personOrId) {
        if (personOrId.includes("@")) return openWith(personOrId);
        return openById(personOrId).catch((error) => {
          if (error instanceof Refused && error.code === "no-such-conversation") return openWith(personOrId);
          throw error;
        });
      },
      inbox: inboxes.open,
      answer: (handler) => answerMessages({ core, open: openById, inbox: inboxes.open }, handler),
    },
    stop() {
      unfollow();
      for (const room of rooms.values()) room.stop();
    },
  };
}
