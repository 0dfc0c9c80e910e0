import { ensureDefined } from "../define/registry.ts";
import { LiveChat } from "../live-chat/live-chat.ts";
import type { Docked } from "./docked.ts";
import type { KeptChat } from "./kept.ts";

const NOTHING = { draft: "", fromEnd: undefined } as const;

/** The chat elements of a dock, one for each person; they outlive being minimised. */
export class Panels {
  readonly #chats = new Map<string, LiveChat>();
  /** Chats of the previous page, until each is shown. */
  #kept = new Map<string, KeptChat>();

  /** Makes it when there is none, as the previous page left it. */
  get(chat: Docked): LiveChat {
    let panel = this.#chats.get(chat.person);
    if (panel === undefined) {
      ensureDefined(LiveChat);
      panel = new LiveChat();
      panel.className = "chat";
      panel.person = chat.person;
      panel.closable = true;
      const kept = this.#kept.get(chat.person);
      if (kept !== undefined) panel.kept = kept;
      this.#chats.set(chat.person, panel);
    }
    panel.fallbackName = chat.name;
    return panel;
  }

  focus(person: string): void {
    this.#chats.get(person)?.focus();
  }

  /** The draft and reading position of a chat, whether it was shown on this page or not. */
  stateOf(person: string): Pick<KeptChat, "draft" | "fromEnd"> {
    return this.#chats.get(person)?.kept ?? this.#kept.get(person) ?? NOTHING;
  }

  /** These chats are shown as they were left, once they are shown. */
  expect(chats: readonly KeptChat[]): void {
    this.#kept = new Map(chats.map((chat) => [chat.person, chat]));
  }

  /** Chats that are on this page already become as they were left on another one. */
  restore(chats: readonly KeptChat[]): void {
    for (const chat of chats) {
      const panel = this.#chats.get(chat.person);
      if (panel !== undefined) panel.kept = chat;
    }
  }

  remove(person: string): void {
    this.#chats.delete(person);
    this.#kept.delete(person);
  }

  clear(): void {
    this.#chats.clear();
    this.#kept.clear();
  }
}
