import type { LivenameError } from "../errors.ts";

/**
 * A message, immutable: a new object stands for each new state.
 * `pending` waits for the server, through interruptions too; `failed` was refused (`error` says why).
 */
export interface Message {
  /** Made by the sender; the same in every state of the message. */
  readonly key: string;
  /** Its place in the conversation, from 1; undefined until the server has it on disk. */
  readonly number: number | undefined;
  /** The sender's person id. */
  readonly sender: string;
  readonly time: Date;
  /** Plain text; empty when the message was removed with all that its sender wrote. */
  readonly text: string;
  readonly state: "pending" | "sent" | "failed";
  readonly error?: LivenameError;
}

export interface ConversationEvents {
  /**
   * A message came, or changed its state; once for each state. Earlier messages read by `earlier()` come as `change`
   * only.
   */
  message: { readonly message: Message };
  /** Anything of the conversation changed: messages, unread, read. Once for all that came together. */
  change: { readonly conversation: Conversation };
  /** Who is typing now: ids of persons other than oneself. */
  typing: { readonly people: readonly string[] };
}

/** An open conversation. Several openings of one conversation share it; each has its own `close`. */
export interface Conversation {
  readonly id: string;
  /** Person ids of all members, oneself among them. */
  readonly members: readonly string[];
  /**
   * In order: all there are for oneself from the earliest that was read to the newest, then those that are not sent
   * yet. Numbers that are missing were withheld: their sender wrote while one hid from them.
   */
  readonly messages: readonly Message[];
  /** Messages of others after the read pointer. */
  readonly unread: number;
  /** Everything up to this number has been read by oneself, on whatever device. */
  readonly read: number;
  /** There may be messages before the first of `messages`. */
  readonly hasEarlier: boolean;
  /** Ids of persons other than oneself that are typing. */
  readonly typing: readonly string[];
  /** Reads the page before; resolves with it, oldest first. Empty when there was none. */
  earlier(): Promise<readonly Message[]>;
  /**
   * Shows the message as pending at once; resolves when the server has it on disk. It is sent again with the same key
   * after interruptions, so it stands once in the conversation, in the order of the calls.
   *
   * `key` is 8 to 64 printable ASCII characters that stand for this text: with a key of one's own a program that was
   * started anew sends the same once more, and it still stands there once. With another text it is refused.
   *
   * @default key random
   * @throws {@link Refused} `"too-large"`, `"invalid"`, `"forbidden"`; the message is then `failed`.
   */
  send(text: string, key?: string): Promise<Message>;
  /** Sends a failed message again, with its key. */
  retry(message: Message): Promise<Message>;
  /** Takes a failed message away, unsent. Nothing happens to any other. */
  discard(message: Message): void;
  /** Moves one's read pointer to this message, or to the newest. Quiet when it stands there or further already. */
  markRead(message?: Message): void;
  /** Call it on each key press with true; it ends by itself after 6 s without a call. */
  setTyping(typing: boolean): void;
  on<E extends keyof ConversationEvents>(event: E, listener: (event: ConversationEvents[E]) => void): () => void;
  /** Safe to call twice. Messages that wait are still sent. */
  close(): void;
}

/** A conversation in the inbox. */
export interface InboxItem {
  readonly id: string;
  readonly members: readonly string[];
  readonly unread: number;
  readonly read: number;
  readonly newest: Message | undefined;
}

export interface InboxEvents {
  change: { readonly inbox: Inbox };
  /**
   * A message came in any conversation, from oneself elsewhere too; `unread` of the item counts it already.
   * `quiet`: one does not want to be disturbed now: show it, and make no sound.
   */
  message: { readonly item: InboxItem; readonly message: Message; readonly quiet: boolean };
}

/** One's conversations, newest first, the same on all devices. */
export interface Inbox {
  readonly conversations: readonly InboxItem[];
  /** Unread messages of all conversations. */
  readonly unread: number;
  on<E extends keyof InboxEvents>(event: E, listener: (event: InboxEvents[E]) => void): () => void;
  /** Safe to call twice. */
  close(): void;
}

/** What an {@link AnswerHandler} is given. */
export interface MessageToAnswer {
  readonly message: Message;
  /** The conversation that it stands in, open while the handler is at work. */
  readonly conversation: Conversation;
  /**
   * Sends a message of the conversation; like `send`, but once also when the program is started anew in between.
   *
   * @throws {@link Refused} `"too-large"`, `"invalid"`, `"forbidden"`; nothing is kept of the text.
   */
  reply(text: string): Promise<Message>;
}

/** Deals with one message. What it throws, or rejects with, is an `error` event of the client. */
export type AnswerHandler = (toAnswer: MessageToAnswer) => unknown;

/** The code behind it is loaded at the first call. */
export interface ConversationService {
  /**
   * Opens the conversation with a person (address or id), or one of one's own by its id.
   *
   * @throws {@link Refused} `"no-such-person"`, `"no-such-conversation"`; {@link Unreachable} after 30 s.
   */
  open(personOrId: string): Promise<Conversation>;
  /** Resolves with the inbox as the server has it. All inboxes share one. */
  inbox(): Promise<Inbox>;
  /**
   * For bots: calls `handler` with each message of others that is unread, those that came before the program was
   * started too. Those of one conversation come in order, the next when the handler is done with the one before, and
   * each is then marked as read, also when the handler failed. Returns the function that ends it.
   */
  answer(handler: AnswerHandler): () => void;
}
