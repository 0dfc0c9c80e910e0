import type { LivenameError } from "../errors.ts";
import type { Watch } from "../presence/index.ts";

/** An entry of the contact list: a person, a group of the directory, or a folder. Immutable. */
export interface Contact {
  readonly id: string;
  readonly kind: "person" | "group" | "folder";
  /** The immutable id of the person or group; empty for a folder. */
  readonly target: string;
  /** The name to show: the nickname, or the name of the person or group if there is none. */
  readonly name: string;
  /** The owner's own name for a person or group; empty if there is none. */
  readonly nickname: string;
  readonly note: string;
  /** A person's preferred address. */
  readonly address: string;
  /** The id of the folder that contains it; undefined at the top. */
  readonly folder: string | undefined;
  /** Shared by an administrator and kept up to date: it cannot be edited. */
  readonly shared: boolean;
}

/** An entry with the entries in it, in order. */
export interface ContactNode extends Contact {
  readonly children: readonly ContactNode[];
}

/** Where to put an entry: in a folder (undefined: at the top), at the end or next to another entry of the folder. */
export interface ContactPlace {
  into?: Contact | undefined;
  before?: Contact;
  after?: Contact;
}

export interface ContactDetails extends ContactPlace {
  nickname?: string;
  note?: string;
}

/** One of several edits made together. */
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

/** A problem in a file. */
export interface ContactProblem {
  /** Numbered from 1. */
  readonly line: number;
  readonly message: string;
}

/** The file has errors and nothing was imported. `code` is `"invalid-file"`. */
export interface ContactFileError extends LivenameError {
  /** The first 100 problems. */
  readonly problems: readonly ContactProblem[];
  readonly problemCount: number;
}

export interface ContactEvents {
  /** The list changed, on this or another device, or by an administrator. */
  change: { readonly contacts: ContactList };
}

/**
 * The signed-in person's contact list. It is the same on all devices. Each change resolves when the server has stored
 * it and the list shows it. If another device was faster, the change is made on the newest list.
 *
 * Changes reject with {@link Refused} `"no-such-person"`, `"no-such-group"`, `"forbidden"` (a shared entry), `"invalid"`,
 * `"too-many"` (`server.limits.contacts`), `"gone"` when the entry is no longer there; {@link Unreachable} after 30 s.
 */
export interface ContactList {
  /** All entries, each folder followed by the entries in it. */
  readonly entries: readonly Contact[];
  readonly tree: readonly ContactNode[];
  /** Returns the entry with this id. */
  get(id: string): Contact | undefined;
  /** Adds a person by address or id. Resolves with the entry. */
  add(person: string, details?: ContactDetails): Promise<Contact>;
  addGroup(group: string, details?: ContactDetails): Promise<Contact>;
  addFolder(name: string, details?: ContactDetails): Promise<Contact>;
  /** Changes a folder's name or the nickname of a person or group; empty removes the nickname. */
  rename(entry: Contact, name: string): Promise<void>;
  setNote(entry: Contact, text: string): Promise<void>;
  move(entry: Contact, place: ContactPlace): Promise<void>;
  /** Removes an entry with everything in it. */
  remove(entry: Contact): Promise<void>;
  /**
   * Makes several edits. Up to 400 (fewer with long texts) are sent in one command, which makes all or none; more are
   * sent in several commands. Resolves with the ids of the added entries, in order.
   */
  edit(edits: readonly ContactEdit[]): Promise<readonly string[]>;
  /**
   * Imports the entries of a file that the list does not have, all or nothing.
   *
   * @param options.onProgress called with the bytes sent and the total number of bytes
   * @throws {@link ContactFileError} with line numbers when something is wrong in the file; {@link Refused}
   * `"too-large"` over 4 MiB, `"too-many"`.
   */
  import(
    file: string | Uint8Array,
    format: ContactFormat,
    options?: { onProgress?: (sent: number, total: number) => void },
  ): Promise<ContactImport>;
  /** Returns the whole list as a file. */
  export(format: ContactFormat): Promise<string>;
  /** Watches everybody in the list, including groups, and follows changes of the list. */
  watch(): Watch;
  on<E extends keyof ContactEvents>(event: E, listener: (event: ContactEvents[E]) => void): () => void;
  /** Safe to call twice. */
  close(): void;
}

/** The service for contacts. Its code is loaded at the first call. */
export interface ContactService {
  /** Resolves with the current list of the server. All handles share its data. */
  open(): Promise<ContactList>;
}
