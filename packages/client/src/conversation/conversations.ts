import {
  conversationAppended,
  conversationInboxChanged,
  conversationOpen,
  conversationTypingChanged,
} from "@livename/wire/calls";
import type { ConversationOpenReply } from "@livename/wire/conversation";
import type { Core } from "../core.ts";
import { Refused } from "../errors.ts";
import { createInboxes } from "./inbox.ts";
import { createRoom, type Room } from "./room.ts";
import type { ConversationService } from "./types.ts";

/** What is loaded with the first call of the conversation service. */
export function loadConversations(core: Core): { service: ConversationService; stop(): void } {
  const { channel } = core;
  const rooms = new Map<string, Room>();
  const inboxes = createInboxes(core);

  const unfollow = channel.follow(() => {
    inboxes.catchUp();
    for (const room of rooms.values()) room.catchUp();
  });
  channel.push(conversationAppended, ({ conversation, entry }) => {
    if (!entry) return;
    rooms.get(conversation)?.appended(entry);
    inboxes.appended(conversation, entry);
  });
  channel.push(conversationInboxChanged, ({ version, conversations }) => {
    for (const conversation of conversations) rooms.get(conversation.id)?.register(conversation);
    inboxes.changed(version, conversations);
  });
  channel.push(conversationTypingChanged, ({ conversation, person, typing }) => {
    rooms.get(conversation)?.typing(person, typing);
  });

  // Ids of persons and of conversations look alike to a client, addresses do not.
  const ask = (name: string): Promise<ConversationOpenReply> =>
    name.includes("@")
      ? channel.call(conversationOpen, { person: name })
      : channel.call(conversationOpen, { conversation: name }).catch((error) => {
          if (error instanceof Refused && error.code === "no-such-conversation") {
            return channel.call(conversationOpen, { person: name });
          }
          throw error;
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

  return {
    service: {
      async open(personOrId) {
        const reply = await ask(personOrId);
        const room = roomOf(reply.conversation?.id ?? personOrId);
        const handle = room.handle();
        room.take(reply);
        return handle;
      },
      inbox: inboxes.open,
    },
    stop() {
      unfollow();
      for (const room of rooms.values()) room.stop();
    },
  };
}
