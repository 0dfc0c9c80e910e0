import type { ContactKind } from "@livename/wire/contact";

/** An entry of a person's contact list, as its owner made it. */
export interface ContactRecord {
  readonly id: string;
  readonly kind: ContactKind;
  /** Id of the folder it stands in; empty at the top. */
  readonly parent: string;
  readonly order: string;
  /** Id of the person or group; empty for a folder. */
  readonly target: string;
  readonly name: string;
  readonly note: string;
}

export interface ContactDifference {
  readonly epoch: number;
  /** Counts up with every change of the list; 1 for a list that nobody changed. */
  readonly version: number;
  readonly contacts: readonly ContactRecord[];
  /** Ids of those that went since; empty when `complete`. */
  readonly removed: readonly string[];
  /** `contacts` is all there is: what went since is no longer known, or nothing was held. */
  readonly complete: boolean;
}

/** One edit: a record put under its id, or the id of one to remove with everything in it. */
export type ContactEdit = { readonly put: ContactRecord } | { readonly remove: string };

export interface ContactBounds {
  readonly entries: number;
  /** Folders inside folders; an entry at the top has depth 1. */
  readonly depth: number;
  /** Characters (code points) of all names and notes together. */
  readonly chars: number;
}

export interface ContactChange {
  readonly community: string;
  readonly owner: string;
  readonly edits: readonly ContactEdit[];
  /** The version that the edits build on; undefined when the newest wins. */
  readonly base: number | undefined;
  /**
   * The last 16 of an owner are remembered, each with `command`, which stands for what was asked: a change whose key is
   * known has no effect, and one that is not the same is refused. Empty for none.
   */
  readonly key: string;
  readonly command: string;
  readonly bounds: ContactBounds;
  /** Serial of a share that the owner has had with this change. */
  readonly mark?: number;
}

export interface ContactChanged {
  readonly epoch: number;
  readonly version: number;
}

/** Entries that an administrator gives to many. Its serial counts up with every put. */
export interface ContactShare {
  readonly name: string;
  /** Copied into each list once, or shown in each list as it is now. */
  readonly mode: "once" | "in-step";
  readonly audience: "everybody" | "group" | "person";
  /** Id of the group or person; empty for everybody. */
  readonly audienceId: string;
  readonly serial: number;
  /** The entries, in the words of whoever put them. */
  readonly content: string;
}

export interface ContactStore {
  /** What changed after `since`; all there is for 0. */
  changes(community: string, owner: string, since: number): Promise<ContactDifference>;
  /**
   * All edits or none, judged by what they lead to: every parent is a folder of the list, no folder stands in itself
   * or deeper than allowed, a person or group stands in a folder once, folders of one folder differ by name.
   * Rejects with a Refusal: STALE, TOO_MANY, TOO_LARGE or INVALID. A change that changes nothing has no new version.
   */
  change(change: ContactChange): Promise<ContactChanged>;
  /** Serials of the shares that the owner has had. */
  marks(community: string, owner: string): Promise<number[]>;
  shares(community: string): Promise<ContactShare[]>;
  /** In the place of the one with this name. Resolves to its serial. */
  putShare(community: string, share: Omit<ContactShare, "serial">): Promise<number>;
  /** Whether there was one. */
  removeShare(community: string, name: string): Promise<boolean>;
}
