import { conversationInbox } from "@livename/wire/calls";
import type { Entry, InboxReply, Conversation as WireConversation } from "@livename/wire/conversation";
import type { ScopeVersion } from "@livename/wire/log";
import type { Core } from "../core.ts";
import { createEvents, type Events } from "../events.ts";
import { readMessage } from "./room.ts";
import type { Inbox, InboxEvents, InboxItem, Message } from "./types.ts";

/** The inbox scope, once in this client; each caller has a handle of its own. */
export interface Inboxes {
  open(): Promise<Inbox>;
  appended(conversation: string, entry: Entry, quiet: boolean): void;
  changed(version: ScopeVersion | undefined, conversations: readonly WireConversation[]): void;
  /** Asks for what changed while there was no connection. */
  catchUp(): void;
}

interface Arrived {
  readonly message: Message;
  readonly quiet: boolean;
}

export function createInboxes({ channel, report, toDate }: Core): Inboxes {
  const handles = new Map<Inbox, Events<InboxEvents>>();
  const items = new Map<string, InboxItem>();
  /** Messages that came and wait for the register that counts them, by conversation. */
  const arrived = new Map<string, Arrived[]>();
  let version: ScopeVersion | undefined;
  let loading: Promise<void> | undefined;
  let sorted: readonly InboxItem[] = [];

  const put = (conversation: WireConversation): void => {
    const { id, members, unread, read } = conversation;
    const former = items.get(id);
    const newest = conversation.newest && readMessage(conversation.newest, toDate);
    const item: InboxItem = { id, members, unread, read, newest };
    items.set(id, item);
    const number = newest?.number ?? 0;
    const came = arrived.get(id) ?? [];
    const counted = came.filter(({ message }) => (message.number ?? 0) <= number);
    if (counted.length === came.length) arrived.delete(id);
    else arrived.set(id, came.slice(counted.length));
    // Of what came during an interruption the newest stands for all; whoever wants each opens the conversation.
    if (newest && counted.length === 0 && number > (former?.newest?.number ?? 0))
      counted.push({ message: newest, quiet: false });
    for (const each of counted) for (const [, events] of [...handles]) events.emit("message", { item, ...each });
  };

  const settle = (): void => {
    const time = ({ newest }: InboxItem): number => newest?.time.getTime() ?? 0;
    sorted = [...items.values()].sort((a, b) => time(b) - time(a));
    for (const [inbox, events] of [...handles]) events.emit("change", { inbox });
  };

  const take = (reply: InboxReply): void => {
    version = reply.version;
    if (reply.complete) {
      const listed = new Set(reply.conversations.map(({ id }) => id));
      for (const id of items.keys()) if (!listed.has(id)) items.delete(id);
    }
    for (const conversation of reply.conversations) put(conversation);
    settle();
  };

  const load = (): Promise<void> => {
    loading ??= channel.call(conversationInbox, { held: version }).then(take, (error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  return {
    async open() {
      await load();
      const events = createEvents<InboxEvents>(report);
      const inbox: Inbox = {
        get conversations() {
          return sorted;
        },
        get unread() {
          return sorted.reduce((sum, { unread }) => sum + unread, 0);
        },
        on: events.on,
        close() {
          events.clear();
          handles.delete(inbox);
        },
      };
      handles.set(inbox, events);
      return inbox;
    },
    appended(conversation, entry, quiet) {
      if (!version || entry.withheld) return;
      const came = { message: readMessage(entry, toDate), quiet };
      arrived.set(conversation, [...(arrived.get(conversation) ?? []), came]);
    },
    changed(next, conversations) {
      if (!version) return;
      if (next && next.epoch === version.epoch && next.version > version.version) version = next;
      for (const conversation of conversations) put(conversation);
      settle();
    },
    catchUp() {
      if (!version) return;
      channel.call(conversationInbox, { held: version }, { scope: "connection" }).then(take, () => {});
    },
  };
}
