import type { Client, Inbox, InboxItem, Message } from "@livename/client";
import { partnerOf } from "./docked.ts";

export interface DockInboxOptions {
  /** The inbox is open. */
  opened(): void;
  /** The inbox is open, or has changed. */
  changed(items: readonly InboxItem[]): void;
  /** Somebody else wrote. */
  message(from: string, message: Message): void;
}

/** The inbox of whoever is signed in, while there is a usable client. */
export class DockInbox {
  readonly #options: DockInboxOptions;
  #client: Client | undefined;
  #inbox: Inbox | undefined;

  constructor(options: DockInboxOptions) {
    this.#options = options;
  }

  /** The viewer's person id. */
  get own(): string | undefined {
    return this.#client?.self?.id;
  }

  /** Empty until the inbox is open. */
  get items(): readonly InboxItem[] {
    return this.#inbox?.conversations ?? [];
  }

  /** Follow the inbox of this client; undefined: of none. */
  use(client: Client | undefined): void {
    if (client === this.#client) return;
    this.leave();
    this.#client = client;
    if (client !== undefined) void this.#open(client);
  }

  leave(): void {
    this.#inbox?.close();
    this.#inbox = undefined;
    this.#client = undefined;
  }

  async #open(client: Client): Promise<void> {
    try {
      const inbox = await client.conversations.inbox();
      if (this.#client !== client) return inbox.close();
      this.#inbox = inbox;
      this.#options.opened();
      const changed = (): void => this.#options.changed(inbox.conversations);
      inbox.on("change", changed);
      inbox.on("message", ({ item, message }) => {
        const partner = partnerOf(item, this.own);
        if (partner !== undefined && message.sender !== this.own) this.#options.message(partner, message);
      });
      changed();
    } catch {
      // Chats can still be opened. The next connection asks for the inbox again.
      if (this.#client === client) this.#client = undefined;
    }
  }
}
