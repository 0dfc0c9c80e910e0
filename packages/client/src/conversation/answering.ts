import { LivenameError } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import type { AnswerHandler, Conversation, Inbox, InboxItem, Message } from "./types.ts";

export interface AnsweringOptions {
  readonly context: Pick<FeatureContext, "channel" | "report" | "self">;
  readonly open: (conversation: string) => Promise<Conversation>;
  readonly inbox: () => Promise<Inbox>;
}

/**
 * Passes unread messages of others to the application, oldest first, one at a time in each conversation, and marks each
 * as read when the handler is done. So each message is answered once, even if the process ends in between. Returns the
 * function that ends it.
 */
export function answerMessages({ context, open, inbox }: AnsweringOptions, handler: AnswerHandler): () => void {
  /** Conversations in progress, and whether new messages arrived in them meanwhile. */
  const busy = new Map<string, boolean>();
  /** The last handled message of each conversation. The server may not have received the read pointer yet. */
  const done = new Map<string, number>();
  let followed: Inbox | undefined;
  let following = false;
  let ended = false;

  const over = (): boolean => ended || context.channel.closed !== undefined;

  const next = async (conversation: Conversation): Promise<Message | undefined> => {
    const newest = conversation.messages.findLast(({ number }) => number !== undefined)?.number ?? 0;
    const known = done.get(conversation.id) ?? 0;
    // If the log ends before the last handled message, it is another log: the server was restored from a backup.
    const after = Math.max(conversation.read, known <= newest ? known : 0);
    while (conversation.hasEarlier && (conversation.messages[0]?.number ?? 0) > after + 1)
      if ((await conversation.earlier()).length === 0) break;
    const own = context.self()?.id;
    return conversation.messages.find(({ number = 0, sender }) => number > after && sender !== own);
  };

  const answer = async (conversation: Conversation, message: Message): Promise<void> => {
    let replies = 0;
    const keyOf = (reply: number): string => `answer-${message.number}-${reply}`;
    // The answer was sent before the process ended, but the message was not marked as read.
    if (conversation.messages.some(({ key, state }) => key === keyOf(1) && state === "sent")) return;
    const reply = async (text: string): Promise<Message> => {
      const key = keyOf(++replies);
      try {
        return await conversation.send(text, key);
      } catch (error) {
        const failed = conversation.messages.find((one) => one.key === key && one.state === "failed");
        if (failed) conversation.discard(failed);
        throw error;
      }
    };
    try {
      await handler({ message, conversation, reply });
    } catch (error) {
      if (!over()) context.report(error);
    }
  };

  const work = async (id: string): Promise<void> => {
    if (busy.has(id)) {
      busy.set(id, true);
      return;
    }
    busy.set(id, false);
    try {
      const conversation = await open(id);
      try {
        for (let message = await next(conversation); message && !over(); message = await next(conversation)) {
          await answer(conversation, message);
          if (over()) return;
          done.set(id, message.number ?? 0);
          conversation.markRead(message);
        }
      } finally {
        conversation.close();
      }
    } catch (error) {
      // After a lost connection, the conversation is checked again when the inbox is read on the next one.
      if (!over() && !isInterruption(error)) context.report(error);
    } finally {
      const again = busy.get(id) === true;
      busy.delete(id);
      if (again && !over()) void work(id);
    }
  };

  const look = (conversations: readonly InboxItem[]): void => {
    for (const { id, unread } of conversations) if (unread > 0 && !over()) void work(id);
  };

  const follow = (): void => {
    if (following || over()) return;
    following = true;
    inbox().then(
      (opened) => {
        if (over()) return opened.close();
        followed = opened;
        opened.on("change", () => look(opened.conversations));
        look(opened.conversations);
      },
      (error: unknown) => {
        following = false;
        if (!over() && !isInterruption(error)) context.report(error);
      },
    );
  };
  const unfollow = context.channel.onConnect(follow);
  follow();

  return () => {
    ended = true;
    unfollow();
    followed?.close();
  };
}

function isInterruption(error: unknown): boolean {
  return error instanceof LivenameError && ["timeout", "connection-lost", "closed"].includes(error.code);
}
