/** An entry as one reads it. What is withheld from the reader is a number: all else is empty. */
export interface EntryRecord {
  readonly number: number;
  readonly withheld: boolean;
  readonly sender: string;
  readonly timeMs: number;
  readonly key: string;
  readonly text: string;
}

/** A conversation as one member sees it. */
export interface ConversationRecord {
  readonly id: string;
  readonly members: readonly string[];
  readonly epoch: number;
  readonly first: number;
  readonly last: number;
  readonly read: number;
  readonly unread: number;
  readonly newest: EntryRecord | undefined;
  /**
   * The inbox version of this member at which this register last changed; 0 in a large conversation, where that follows
   * from the log and the pointer.
   */
  readonly version: number;
}

/** What somebody holds of a large conversation. */
export interface HeldLog {
  readonly conversation: string;
  readonly last: number;
  readonly read: number;
}

export interface AppendRequest {
  readonly community: string;
  readonly conversation: string;
  /** All members; the conversation is created with its first entry. */
  readonly members: readonly string[];
  readonly sender: string;
  /** Unique among the sender's entries of this conversation. */
  readonly key: string;
  readonly text: string;
  readonly timeMs: number;
  /** Members who are to know nothing of it but its number: not in their inbox, not unread, not the newest entry. */
  readonly withheldFrom: readonly string[];
}

export interface AppendResult {
  /** The log after the append; its last is `number` unless the append was a repetition. */
  readonly epoch: number;
  readonly first: number;
  readonly number: number;
  readonly timeMs: number;
  /** The key was known: this is the entry of the first try. */
  readonly repeated: boolean;
  /** Whether the first try said the same: what it said stands. */
  readonly sameText: boolean;
  /** The registers that changed, in the order of the members; none of a repetition, nor of a large conversation. */
  readonly views: readonly MemberView[];
}

/** What changed for one member: enough to push the inbox register without another read. */
export interface MemberView {
  readonly person: string;
  readonly read: number;
  readonly unread: number;
  /** The member's inbox version. */
  readonly version: number;
  /** The conversation was not in the member's inbox before. */
  readonly isNew: boolean;
}

/** What was committed. */
export type ConversationChange =
  | { readonly kind: "appended"; readonly request: AppendRequest; readonly result: AppendResult }
  /** A member's register alone. */
  | {
      readonly kind: "register";
      readonly community: string;
      readonly person: string;
      readonly record: ConversationRecord;
    };

export interface ConversationStore {
  /** See `StorageCalls.epoch`. */
  readonly epoch: number;
  /**
   * Calls the listener with each change in the order of the commits, so that the versions of an inbox are told in order,
   * and before the promise of the call resolves. Returns the function that ends it.
   */
  onChange(listener: (change: ConversationChange) => void): () => void;
  /** Resolves when the entry is on disk. Appends that wait at the same time share one commit. */
  append(request: AppendRequest): Promise<AppendResult>;
  /** As `person` sees it; undefined when there is none or the person is no member. */
  get(community: string, conversation: string, person: string): Promise<ConversationRecord | undefined>;
  /**
   * As `person` reads them, ascending. `after` n: from n + 1 on; `before` n: the newest ones below n (0: from the end). Fewer than `limit`, but
   * one at least, when their texts are long: 256 KiB and one text at most.
   */
  entries(
    community: string,
    conversation: string,
    person: string,
    range: { after: number; limit: number } | { before: number; limit: number },
  ): Promise<EntryRecord[]>;
  /**
   * Moves the pointer forward, never back. Undefined when the person is no member. The record is as this left it: read
   * afterwards it could have the version of a later change, which would then be told before this one.
   */
  markRead(
    community: string,
    conversation: string,
    person: string,
    number: number,
  ): Promise<{ readonly changed: boolean; readonly record: ConversationRecord } | undefined>;
  /**
   * The conversations whose register changed after `since` (0: all), newest change first. Before them the large ones
   * that are not as `held` says, or whose newest text was removed.
   */
  inbox(
    community: string,
    person: string,
    since: number,
    limit: number,
    held?: readonly HeldLog[],
  ): Promise<{ epoch: number; version: number; conversations: ConversationRecord[] }>;
  /** Takes the texts out of all that the person wrote; the entries keep their numbers. Resolves to how many. */
  eraseMessages(community: string, person: string): Promise<number>;
}
