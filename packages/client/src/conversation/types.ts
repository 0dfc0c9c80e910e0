import type { LivenameError } from "../errors.ts";

/**
 * A message. Immutable: each new state makes a new object.
 * `pending`: waits for the server, also over interruptions. `failed`: was refused (`error` says why).
 */
export interface Message {
  /** Made by the sender. The same in every state of the message. */
  readonly key: string;
  /** Its number in the conversation, from 1; undefined until it is on the server's disk. */
  readonly number: number | undefined;
  /** The sender's person id. */
  readonly sender: string;
  readonly time: Date;
  /** Plain text; empty if the message was removed because its sender was erased. */
  readonly text: string;
  readonly state: "pending" | "sent" | "failed";
  readonly error?: LivenameError;
}

export interface ConversationEvents {
  /**
   * A message arrived or changed its state. Emitted once for each state. Messages read by `earlier()` only cause
   * `change`.
   */
  message: { readonly message: Message };
  /** The conversation changed: messages, unread or read. Emitted once for changes that arrive together. */
  change: { readonly conversation: Conversation };
  /** The ids of the other persons who are typing now. */
  typing: { readonly people: readonly string[] };
}

/** An open conversation. All handles of a conversation share its data; each has its own `close`. */
export interface Conversation {
  readonly id: string;
  /** Person ids of all members, including the signed-in person. */
  readonly members: readonly string[];
  /**
   * In order: all messages from the earliest loaded one to the newest, then those not sent yet. Missing numbers were
   * withheld: the signed-in person hid from their sender when they were sent.
   */
  readonly messages: readonly Message[];
  /** The number of messages by others after the read pointer. */
  readonly unread: number;
  /** The signed-in person has read all messages up to this number, on any device. */
  readonly read: number;
  /** Whether there may be messages before the first of `messages`. */
  readonly hasEarlier: boolean;
  /** The ids of the other persons who are typing. */
  readonly typing: readonly string[];
  /** Loads the page before. Resolves with its messages, oldest first; empty if there is none. */
  earlier(): Promise<readonly Message[]>;
  /**
   * Adds the message as pending at once. Resolves when it is on the server's disk. After an interruption it is sent
   * again with the same key, so that it is in the conversation once. Messages keep the order of the calls.
   *
   * `key` is 8 to 64 printable ASCII characters that identify this message. A program that chooses the key can send the
   * message again after a restart without a duplicate. With another text the same key is refused.
   *
   * @default key random
   * @throws {@link Refused} `"too-large"`, `"invalid"`, `"forbidden"`; the message is then `failed`
   */
  send(text: string, key?: string): Promise<Message>;
  /** Sends a failed message again, with its key. */
  retry(message: Message): Promise<Message>;
  /** Removes a failed message. Has no effect on any other message. */
  discard(message: Message): void;
  /** Moves the read pointer to this message, or to the newest. Has no effect if the pointer is there or further. */
  markRead(message?: Message): void;
  /** Call it with true on each key press. Typing ends by itself after 6 s without a call. */
  setTyping(typing: boolean): void;
  on<E extends keyof ConversationEvents>(event: E, listener: (event: ConversationEvents[E]) => void): () => void;
  /** Closes this handle. Waiting messages are still sent. Safe to call twice. */
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
   * A message arrived in any conversation, also one that the signed-in person sent elsewhere. `unread` of the item
   * counts it already. `quiet`: the person does not want to be disturbed now; show the message without a sound.
   */
  message: { readonly item: InboxItem; readonly message: Message; readonly quiet: boolean };
}

/** The conversations of the signed-in person, newest first. They are the same on all devices. */
export interface Inbox {
  readonly conversations: readonly InboxItem[];
  /** The number of unread messages in all conversations. */
  readonly unread: number;
  on<E extends keyof InboxEvents>(event: E, listener: (event: InboxEvents[E]) => void): () => void;
  /** Safe to call twice. */
  close(): void;
}

/** The argument of an {@link AnswerHandler}. */
export interface MessageToAnswer {
  readonly message: Message;
  /** The conversation of the message, open while the handler runs. */
  readonly conversation: Conversation;
  /**
   * Sends a message to the conversation like `send`, but without a duplicate if the program is restarted in between.
   *
   * @throws {@link Refused} `"too-large"`, `"invalid"`, `"forbidden"`; the text is then discarded
   */
  reply(text: string): Promise<Message>;
}

/** Handles one message. What it throws, or rejects with, becomes an `error` event of the client. */
export type AnswerHandler = (toAnswer: MessageToAnswer) => unknown;

/** The service for conversations. Its code is loaded at the first call. */
export interface ConversationService {
  /**
   * Opens the conversation with a person (address or id), or a conversation by its id.
   *
   * @throws {@link Refused} `"no-such-person"`, `"no-such-conversation"`; {@link Unreachable} after 30 s.
   */
  open(personOrId: string): Promise<Conversation>;
  /** Resolves with the current inbox of the server. All handles share its data. */
  inbox(): Promise<Inbox>;
  /**
   * For bots: calls `handler` with each unread message of others, including those from before the program was started.
   * The messages of one conversation are handled in order, one at a time. Each is marked as read when its handler is
   * done, also if the handler failed. Returns the function that ends it.
   */
  answer(handler: AnswerHandler): () => void;
}
