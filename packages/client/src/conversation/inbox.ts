import { conversationInbox } from "@livename/wire/calls";
import type { Entry, InboxReply, Conversation as WireConversation } from "@livename/wire/conversation";
import type { ScopeVersion } from "@livename/wire/log";
import type { FeatureContext } from "../feature.ts";
import { createFollow } from "../kernel/follow.ts";
import { createHandles } from "../kernel/handles.ts";
import { applyDifference, emptyScope } from "../kernel/scope.ts";
import { readMessage } from "./message.ts";
import type { Inbox, InboxEvents, InboxItem, Message } from "./types.ts";

/** The inbox scope, once in this client; each caller has a handle of its own. */
export interface Inboxes {
  open(): Promise<Inbox>;
  appended(conversation: string, entry: Entry, quiet: boolean): void;
  changed(version: ScopeVersion | undefined, conversations: readonly WireConversation[]): void;
  stop(): void;
}

interface Arrived {
  readonly message: Message;
  readonly quiet: boolean;
}

export function createInboxes(context: FeatureContext): Inboxes {
  const { report, toDate } = context;
  const handles = createHandles<Inbox, InboxEvents>(report);
  /** Messages that came and wait for the register that counts them, by conversation. */
  const arrived = new Map<string, Arrived[]>();
  let scope = emptyScope<InboxItem>();
  let sorted: readonly InboxItem[] = [];

  const read = ({ id, members, unread, read, newest }: WireConversation): InboxItem => ({
    ...{ id, members, unread, read },
    newest: newest && readMessage(newest, toDate),
  });

  /** Tells of the messages that the item counts. */
  const tell = (item: InboxItem, former: InboxItem | undefined): void => {
    const { id, newest } = item;
    const number = newest?.number ?? 0;
    const came = arrived.get(id) ?? [];
    const counted = came.filter(({ message }) => (message.number ?? 0) <= number);
    if (counted.length === came.length) arrived.delete(id);
    else arrived.set(id, came.slice(counted.length));
    // Of what came during an interruption the newest stands for all; whoever wants each opens the conversation.
    if (newest && counted.length === 0 && number > (former?.newest?.number ?? 0))
      counted.push({ message: newest, quiet: false });
    for (const each of counted) handles.emit("message", () => ({ item, ...each }));
  };

  const take = (
    version: ScopeVersion | undefined,
    conversations: readonly WireConversation[],
    complete = false,
  ): void => {
    const former = scope.registers;
    const changed = conversations.map((conversation) => [conversation.id, read(conversation)] as const);
    scope = applyDifference(scope, { version, changed, complete });
    const time = ({ newest }: InboxItem): number => newest?.time.getTime() ?? 0;
    sorted = [...scope.registers.values()].sort((a, b) => time(b) - time(a));
    for (const [id, item] of changed) tell(item, former.get(id));
    handles.emit("change", (inbox) => ({ inbox }));
  };

  const follow = createFollow({
    context,
    call: conversationInbox,
    request: () => ({ held: scope.version }),
    take: ({ version, conversations, complete }: InboxReply) => take(version, conversations, complete),
  });

  return {
    async open() {
      await follow.begin();
      return handles.add((on, close) => ({
        get conversations() {
          return sorted;
        },
        get unread() {
          return sorted.reduce((sum, { unread }) => sum + unread, 0);
        },
        on,
        close,
      }));
    },
    appended(conversation, entry, quiet) {
      if (!follow.begun || entry.withheld) return;
      const came = { message: readMessage(entry, toDate), quiet };
      arrived.set(conversation, [...(arrived.get(conversation) ?? []), came]);
    },
    changed(version, conversations) {
      const { version: held } = scope;
      if (!follow.begun || !held || !version) return;
      // Of another scope: what is held is void.
      if (version.epoch !== held.epoch) follow.catchUp();
      else take(version.version > held.version ? version : held, conversations);
    },
    stop: follow.stop,
  };
}
