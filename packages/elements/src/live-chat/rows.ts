import type { Message } from "@livename/client";

/** A row in the list of a chat. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly day: Date }
  | { readonly kind: "unread"; readonly key: string }
  | {
      readonly kind: "message";
      readonly key: string;
      readonly message: Message;
      readonly own: boolean;
      /** Begins a group: sender and time are shown. */
      readonly first: boolean;
    };

/** Messages of one sender that are no further apart than this form a group. */
const GROUP_MS = 5 * 60_000;

/**
 * The rows for some messages: a separator for each day, one divider before unread messages, groups by sender.
 *
 * @param own the viewer's person id
 * @param readTo the read pointer when the chat was opened; undefined for no divider
 */
export function chatRows(messages: readonly Message[], own: string | undefined, readTo: number | undefined): Row[] {
  const rows: Row[] = [];
  let previous: Message | undefined;
  let divided = readTo === undefined;
  for (const message of messages) {
    const mine = message.sender === own;
    const day = message.time.toDateString();
    let first = previous === undefined || previous.sender !== message.sender;
    if (previous?.time.toDateString() !== day) {
      rows.push({ kind: "day", key: `day ${day}`, day: message.time });
      first = true;
    }
    if (!divided && !mine && message.number !== undefined && message.number > (readTo as number)) {
      rows.push({ kind: "unread", key: "unread" });
      divided = true;
      first = true;
    }
    if (previous !== undefined && message.time.getTime() - previous.time.getTime() > GROUP_MS) first = true;
    // Keys are unique only for each sender.
    rows.push({ kind: "message", key: `${message.sender} ${message.key}`, message, own: mine, first });
    previous = message;
  }
  return rows;
}
