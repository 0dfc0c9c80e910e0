import { conversationInbox } from "@livename/wire/calls";
import type {
  AppendedPush,
  InboxChangedPush,
  InboxReply,
  Standing,
  Conversation as WireConversation,
} from "@livename/wire/conversation";
import type { ScopeVersion } from "@livename/wire/log";
import type { FeatureContext } from "../feature.ts";
import { createFollow } from "../kernel/follow.ts";
import { createHandles } from "../kernel/handles.ts";
import { applyDifference, emptyScope } from "../kernel/scope.ts";
import { afterEntry, readMessage } from "./message.ts";
import type { Inbox, InboxEvents, InboxItem, Message } from "./types.ts";

/** The inbox scope, shared in this client. Each caller has its own handle. */
export interface Inboxes {
  open(): Promise<Inbox>;
  appended(push: AppendedPush): void;
  changed(push: InboxChangedPush): void;
  stop(): void;
}

interface Arrived {
  readonly message: Message;
  readonly quiet: boolean;
}

/** An inbox item with the last number of its log. */
interface Register extends InboxItem {
  readonly last: number;
}

/** Above this number of members, registers have no version. The client says what it holds of their logs (C20). */
const SMALL = 100;

export function createInboxes(context: FeatureContext): Inboxes {
  const { report, toDate } = context;
  const handles = createHandles<Inbox, InboxEvents>(report);
  /** Messages that wait for the register that counts them, by conversation. */
  const arrived = new Map<string, Arrived[]>();
  let scope = emptyScope<Register>();
  let sorted: readonly InboxItem[] = [];
  /** A push needs something that the client does not hold: request the whole inbox. */
  let lost = false;

  const read = ({ id, members, unread, read, newest, log }: WireConversation): Register => ({
    ...{ id, members, unread, read, last: log?.last ?? 0 },
    newest: newest && readMessage(newest, toDate),
  });

  /** The register after a standing; undefined if this client does not hold what the standing leaves out. */
  const moved = ({ conversation: id, members, log, unread, read, newest: number }: Standing): Register | undefined => {
    const former = scope.registers.get(id);
    const came = arrived.get(id)?.find(({ message }) => message.number === number)?.message;
    const newest = came ?? (former?.newest?.number === number ? former.newest : undefined);
    const all = members.length > 0 ? members : former?.members;
    if (!all || (number > 0 && !newest)) return undefined;
    return { id, members: all, unread, read, newest, last: log?.last ?? 0 };
  };

  /** Removes and returns the waiting messages that the register counts. */
  const takeArrived = (id: string, number: number): Arrived[] => {
    const came = arrived.get(id) ?? [];
    const counted = came.filter(({ message }) => (message.number ?? 0) <= number);
    if (counted.length === came.length) arrived.delete(id);
    else arrived.set(id, came.slice(counted.length));
    return counted;
  };

  /** Emits the messages that the item counts. */
  const tell = (item: InboxItem, former: InboxItem | undefined): void => {
    const { id, newest } = item;
    const number = newest?.number ?? 0;
    const counted = takeArrived(id, number);
    // After an interruption only the newest message is emitted. Open the conversation to get all of them.
    if (newest && counted.length === 0 && number > (former?.newest?.number ?? 0))
      counted.push({ message: newest, quiet: false });
    for (const each of counted) handles.emit("message", () => ({ item, ...each }));
  };

  const take = (version: ScopeVersion | undefined, registers: readonly Register[], complete = false): void => {
    const former = scope.registers;
    const changed = registers.map((register) => [register.id, register] as const);
    scope = applyDifference(scope, { version, changed, complete });
    const time = ({ newest }: InboxItem): number => newest?.time.getTime() ?? 0;
    sorted = [...scope.registers.values()].sort((a, b) => time(b) - time(a));
    for (const item of registers) tell(item, former.get(item.id));
    handles.emit("change", (inbox) => ({ inbox }));
  };

  const follow = createFollow({
    context,
    call: conversationInbox,
    request: () => {
      const large = [...scope.registers.values()].filter(({ members }) => members.length > SMALL);
      return lost
        ? {}
        : { held: scope.version, large: large.map(({ id, last, read }) => ({ conversation: id, last, read })) };
    },
    take({ version, conversations, complete }: InboxReply) {
      lost = false;
      // Numbers of another epoch are given again: what came under them and waits is void.
      if (version?.epoch !== scope.version?.epoch) arrived.clear();
      take(version, conversations.map(read), complete);
    },
  });

  /** Whether the standing is not older than what is held: read pointer and log never go back. */
  const isNew = ({ conversation, read, log }: Standing): boolean => {
    const former = scope.registers.get(conversation);
    return !former || (read >= former.read && (log?.last ?? 0) >= former.last);
  };

  const askAnew = (): void => {
    lost = true;
    follow.catchUp();
  };

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
    appended({ conversation, entry, quiet, alone }) {
      if (!follow.begun || !entry || entry.withheld) return;
      const message = readMessage(entry, toDate);
      arrived.set(conversation, [...(arrived.get(conversation) ?? []), { message, quiet }]);
      if (!alone) return;
      const former = scope.registers.get(conversation);
      if (former && entry.number <= former.last) takeArrived(conversation, former.last);
      else if (former?.last === entry.number - 1) {
        const isOwn = entry.sender === context.self()?.id;
        take(scope.version, [{ ...former, ...afterEntry(former, entry, isOwn), newest: message, last: entry.number }]);
      } else follow.catchUp();
    },
    changed({ version, conversations, standings }) {
      const { version: held } = scope;
      if (!follow.begun || !held || !version) return;
      // Another epoch: what is held is void.
      if (version.epoch !== held.epoch) {
        follow.catchUp();
        return;
      }
      const told = [...conversations.map(read), ...standings.filter(isNew).map(moved)];
      const known = told.filter((register) => register !== undefined);
      // An answer that arrived meanwhile already counts these messages.
      if (version.version > 0 && version.version <= held.version)
        for (const { id, last } of known) takeArrived(id, last);
      else if (known.length < told.length) askAnew();
      else take(version.version > 0 ? version : held, known);
    },
    stop: follow.stop,
  };
}
