import type { InboxItem, Person } from "@livename/client";
import { pageProvider } from "../provider/page.ts";
import { type Docked, partnerOf, sameChat, withInbox } from "./docked.ts";
import type { KeptChat, KeptDock } from "./kept.ts";

/** The chats in a dock, open or minimised, and who the people in them are. */
export class DockChats {
  readonly #changed: () => void;
  #all: readonly Docked[] = [];
  /** By what the chat was opened with. */
  readonly #people = new Map<string, Person>();
  /** Conversations that were closed, with the number of the newest message at that time. */
  readonly #closed = new Map<string, number>();

  /** @param changed called after each change of the chats, or of what is known of the people */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get all(): readonly Docked[] {
    return this.#all;
  }

  get closed(): KeptDock["closed"] {
    return [...this.#closed];
  }

  /** What the directory says of somebody; undefined until it has answered. */
  personOf(person: string): Person | undefined {
    return this.#people.get(person);
  }

  /** The chat with a person, by what it was opened with or by the id. */
  find(person: string): Docked | undefined {
    return this.#all.find((chat) => sameChat(chat, person));
  }

  add(person: string, name: string): void {
    this.#set([...this.#all, { person, id: undefined, name, unread: 0 }]);
    void this.know(person);
  }

  /** It stays closed until there is a newer message than those in these conversations. */
  close(chat: Docked, items: readonly InboxItem[], own: string | undefined): void {
    for (const item of items) {
      const partner = partnerOf(item, own);
      if (partner !== undefined && sameChat(chat, partner)) this.#closed.set(item.id, item.newest?.number ?? 0);
    }
    this.#set(this.#all.filter((other) => other !== chat));
  }

  /** The inbox has changed. @param own the viewer's person id */
  update(items: readonly InboxItem[], own: string | undefined): void {
    this.#set(withInbox(this.#all, items, own, this.#closed));
    for (const { person } of this.#all) if (!this.#people.has(person)) void this.know(person);
  }

  /** Puts the chats of the previous page in front. @returns those that were not there yet */
  recall({ chats, closed }: KeptDock): readonly KeptChat[] {
    for (const [id, number] of closed) this.#closed.set(id, number);
    const others = chats.filter(({ person }) => this.find(person) === undefined);
    this.#set([...others.map(({ person, id, name }) => ({ person, id, name, unread: 0 })), ...this.#all]);
    return others;
  }

  clear(): void {
    this.#people.clear();
    this.#closed.clear();
    this.#set([]);
  }

  /** Asks the directory who somebody is. */
  async know(person: string): Promise<Person | undefined> {
    try {
      const [found] = (await pageProvider().client?.directory.get(person)) ?? [];
      if (found === undefined) return undefined;
      this.#people.set(person, found);
      // The inbox may have added the same person under the id in the meantime.
      const others = person === found.id ? this.#all : this.#all.filter((chat) => chat.person !== found.id);
      this.#set(others.map((chat) => (chat.person === person ? { ...chat, id: found.id } : chat)));
      return found;
    } catch {
      // The name stays as it was written.
      return undefined;
    }
  }

  #set(all: readonly Docked[]): void {
    this.#all = all;
    this.#changed();
  }
}
