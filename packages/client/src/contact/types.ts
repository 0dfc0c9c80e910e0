import type { LivenameError } from "../errors.ts";
import type { Watch } from "../presence/index.ts";

/** An entry of the contact list, immutable: a person, a group of the directory, or a folder of one's own. */
export interface Contact {
  readonly id: string;
  readonly kind: "person" | "group" | "folder";
  /** The person's or group's immutable id; empty for a folder. */
  readonly target: string;
  /** What is shown: one's own name for it, or the one that it has. */
  readonly name: string;
  /** One's own name for a person or group; empty when there is none. */
  readonly nickname: string;
  readonly note: string;
  /** A person's preferred address. */
  readonly address: string;
  /** The id of the folder that it stands in; undefined at the top. */
  readonly folder: string | undefined;
  /** Given by an administrator and kept in step: it cannot be edited. */
  readonly shared: boolean;
}

/** An entry with what stands in it, in order. */
export interface ContactNode extends Contact {
  readonly children: readonly ContactNode[];
}

/** Where an entry stands: in a folder (undefined: at the top), at its end or beside another entry in it. */
export interface ContactPlace {
  into?: Contact | undefined;
  before?: Contact;
  after?: Contact;
}

export interface ContactDetails extends ContactPlace {
  nickname?: string;
  note?: string;
}

/** One of several edits that are made together. */
export type ContactEdit =
  | ({ readonly add: "person" | "group"; readonly target: string } & ContactDetails)
  | ({ readonly add: "folder"; readonly name: string } & ContactDetails)
  | { readonly rename: Contact; readonly name: string }
  | { readonly note: Contact; readonly text: string }
  | ({ readonly move: Contact } & ContactPlace)
  | { readonly remove: Contact };

export type ContactFormat = "json" | "csv" | "vcard";

export interface ContactImport {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Something that is wrong in a file. */
export interface ContactProblem {
  /** From 1 on. */
  readonly line: number;
  readonly message: string;
}

/** A file with errors, of which nothing was taken in: `code` is `"invalid-file"`. */
export interface ContactFileError extends LivenameError {
  /** The first hundred. */
  readonly problems: readonly ContactProblem[];
  readonly problemCount: number;
}

export interface ContactEvents {
  /** The list changed, here, on another device, or by an administrator. */
  change: { readonly contacts: ContactList };
}

/**
 * One's own people and groups, equal on all devices. Each change resolves when the server has it and the list shows it;
 * it is made on what is newest, also when another device was faster.
 *
 * Changes reject with {@link Refused} `"no-such-person"`, `"no-such-group"`, `"forbidden"` (a shared entry), `"invalid"`,
 * `"too-many"` (`server.limits.contacts`), `"gone"` when the entry is no longer there; {@link Unreachable} after 30 s.
 */
export interface ContactList {
  /** All entries, each folder followed by what stands in it. */
  readonly entries: readonly Contact[];
  readonly tree: readonly ContactNode[];
  /** By the entry's id. */
  get(id: string): Contact | undefined;
  /** Adds a person by address or id; resolves with the entry. */
  add(person: string, details?: ContactDetails): Promise<Contact>;
  addGroup(group: string, details?: ContactDetails): Promise<Contact>;
  addFolder(name: string, details?: ContactDetails): Promise<Contact>;
  /** A folder's name, or one's own name for a person or group; empty takes that away. */
  rename(entry: Contact, name: string): Promise<void>;
  setNote(entry: Contact, text: string): Promise<void>;
  move(entry: Contact, place: ContactPlace): Promise<void>;
  /** With everything in it. */
  remove(entry: Contact): Promise<void>;
  /** All or none of up to 400, or fewer of many characters; more are sent in several commands. Resolves with the ids of the entries that were added, in order. */
  edit(edits: readonly ContactEdit[]): Promise<readonly string[]>;
  /**
   * Takes in what a file has and the list has not, all or nothing.
   *
   * @param options.onProgress bytes sent and bytes in all.
   * @throws {@link ContactFileError} with line numbers when something is wrong in the file; {@link Refused}
   * `"too-large"` over 4 MiB, `"too-many"`.
   */
  import(
    file: string | Uint8Array,
    format: ContactFormat,
    options?: { onProgress?: (sent: number, total: number) => void },
  ): Promise<ContactImport>;
  /** The whole list as a file. */
  export(format: ContactFormat): Promise<string>;
  /** Everybody in the list, groups included, followed as the list changes. */
  watch(): Watch;
  on<E extends keyof ContactEvents>(event: E, listener: (event: ContactEvents[E]) => void): () => void;
  /** Safe to call twice. */
  close(): void;
}

/** The code behind it is loaded at the first call. */
export interface ContactService {
  /** Resolves with the list as the server has it. All lists of a client share one. */
  open(): Promise<ContactList>;
}
