import type { InboxItem } from "@livename/client";

/** A chat in the dock. */
export interface Docked {
  /** Address or id of the person, as it was opened. */
  readonly person: string;
  /** The person's id, once known; what the inbox calls the person. */
  readonly id: string | undefined;
  readonly name: string;
  readonly unread: number;
}

/** Conversations that were closed, with the number of the newest message at that time. */
export type Closed = ReadonlyMap<string, number>;

/** The chat with a person, by what it was opened with or by the id. */
export const sameChat = (chat: Docked, person: string): boolean => chat.person === person || chat.id === person;

/** The other person of a conversation. */
export const partnerOf = (item: InboxItem, own: string | undefined): string | undefined =>
  item.members.find((member) => member !== own);

/**
 * The dock after the inbox changed: unread counts of the chats that stand in it, and a new one for each
 * conversation with something unread that does not. What was closed stays away until a newer message comes.
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
