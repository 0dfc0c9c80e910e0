import type { InboxItem } from "@livename/client";

/** A chat in the dock. */
export interface Docked {
  /** Address or id with which the chat was opened. */
  readonly person: string;
  /** The person's id, as in the inbox; undefined until it is known. */
  readonly id: string | undefined;
  readonly name: string;
  readonly unread: number;
}

/** Conversations that were closed, with the number of the newest message at that time. */
export type Closed = ReadonlyMap<string, number>;

/** Whether the chat is with this person, given as it was opened or by id. */
export const sameChat = (chat: Docked, person: string): boolean => chat.person === person || chat.id === person;

/** The other person of a conversation. */
export const partnerOf = (item: InboxItem, own: string | undefined): string | undefined =>
  item.members.find((member) => member !== own);

/**
 * The chats after the inbox has changed: unread counts are updated, and each other conversation with unread messages
 * adds a chat. Closed ones are added again only for a newer message.
 *
 * @param own the viewer's person id
 */
export function withInbox(
  chats: readonly Docked[],
  items: readonly InboxItem[],
  own: string | undefined,
  closed: Closed,
): Docked[] {
  const result = [...chats];
  for (const item of items) {
    const partner = partnerOf(item, own);
    if (partner === undefined) continue;
    const at = result.findIndex((chat) => sameChat(chat, partner));
    if (at >= 0) result[at] = { ...(result[at] as Docked), unread: item.unread };
    else if (item.unread > 0 && (item.newest?.number ?? 0) > (closed.get(item.id) ?? 0))
      result.push({ person: partner, id: partner, name: "", unread: item.unread });
  }
  return result;
}
