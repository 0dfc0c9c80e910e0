import type { Client, Inbox, InboxItem, Message, Person } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { ensureDefined } from "../define/registry.ts";
import type { LiveCloseEvent } from "../events/live-close.ts";
import { Announcer } from "../live-chat/announcer.ts";
import { LiveChat } from "../live-chat/live-chat.ts";
import type { ChatSurface, Provider } from "../provider/provider.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { type Docked, partnerOf, sameChat, withInbox } from "./docked.ts";
import { dockStyles } from "./live-dock.styles.ts";

/**
 * The page's chats, at its lower edge: a tab each, one of them open. A message from somebody new brings
 * a tab with it.
 *
 * @element live-dock
 * @csspart tabs - The row of tabs
 * @csspart tab - One tab
 */
export class LiveDock extends LitElement implements ChatSurface {
  static readonly elementName = "dock";
  /** @internal */
  static override styles = [tokens, surface, controls, avatarStyles, dockStyles];
  /** @internal */
  static override properties = {
    chats: { state: true },
    current: { state: true },
    people: { state: true },
    announcement: { state: true },
  };

  /** @internal */
  declare chats: readonly Docked[];
  /** The chat that is open, as it was opened; undefined when all are small. */
  declare current: string | undefined;
  declare people: ReadonlyMap<string, Person>;
  declare announcement: string;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this, (provider) => this.#providerChanged(provider));
  readonly #panels = new Map<string, LiveChat>();
  readonly #closed = new Map<string, number>();
  readonly #announcer = new Announcer((texts) => {
    this.announcement = texts.length === 1 ? texts[0]! : this.#locale.current.plural("chat.several", texts.length);
  });
  #client: Client | undefined;
  /** Whose chats these are; undefined until somebody is signed in. */
  #viewer: string | undefined;
  #inbox: Inbox | undefined;
  /** Where the keyboard was before a chat took it. */
  #before: Element | null = null;

  constructor() {
    super();
    this.chats = [];
    this.people = new Map();
    this.announcement = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    pageSurface(this.#provider.current, this, undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    pageSurface(this.#provider.current, undefined, this);
    this.#announcer.stop();
    this.#leaveInbox();
    this.#panels.clear();
  }

  /** Open the chat with a person and move the keyboard there. */
  open(person: string, name = ""): void {
    this.#before = document.activeElement;
    const known = this.chats.find((chat) => sameChat(chat, person));
    if (known === undefined) {
      this.chats = [...this.chats, { person, id: undefined, name, unread: 0 }];
      void this.#know(person);
    }
    this.#show(known?.person ?? person);
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const open = this.chats.find((chat) => chat.person === this.current);
    return html`
      ${open === undefined ? nothing : html`<div class="panel" @keydown=${this.#escape} @live-close=${(event: LiveCloseEvent) => (event.detail.keep ? this.#minimise() : this.#close(open))}>${this.#panel(open)}</div>`}
      ${
        this.chats.length === 0
          ? nothing
          : html`<div class="tabs" part="tabs" role="region" aria-label=${locale.text("dock.label")}>
        ${repeat(
          this.chats,
          (chat) => chat.person,
          (chat) => this.#tab(chat),
        )}
      </div>`
      }
      <div class="sr" aria-live="polite">${this.announcement}</div>`;
  }

  #tab(chat: Docked): TemplateResult {
    const locale = this.#locale.current;
    const person = this.people.get(chat.person);
    const name = person?.name || chat.name || chat.person;
    const expanded = chat.person === this.current;
    const unread = chat.unread > 0 && !expanded;
    return html`<button class="tab" part="tab" type="button" aria-expanded=${expanded} ?hidden=${expanded} @click=${() => this.#toggle(chat)}>
      ${avatar(name, person?.photo)}<span class="text" dir="auto">${name}</span>
      ${unread ? html`<span class="badge" aria-hidden="true">${chat.unread > 99 ? "99+" : chat.unread}</span><span class="sr">(${locale.plural("dock.unread", chat.unread)})</span>` : nothing}
    </button>`;
  }

  #panel(chat: Docked): LiveChat {
    let panel = this.#panels.get(chat.person);
    if (panel === undefined) {
      ensureDefined(LiveChat);
      panel = new LiveChat();
      panel.className = "chat";
      panel.person = chat.person;
      panel.closable = true;
      this.#panels.set(chat.person, panel);
    }
    panel.fallbackName = chat.name;
    return panel;
  }

  #show(person: string): void {
    this.current = person;
    void this.updateComplete.then(() => this.#panels.get(person)?.focus());
  }

  #toggle(chat: Docked): void {
    if (this.current === chat.person) this.#minimise();
    else this.#show(chat.person);
  }

  #minimise(): void {
    this.current = undefined;
    this.#giveBack();
  }

  #close(chat: Docked): void {
    this.chats = this.chats.filter((other) => other !== chat);
    this.#panels.delete(chat.person);
    for (const item of this.#inbox?.conversations ?? []) {
      const partner = partnerOf(item, this.#client?.self?.id);
      if (partner !== undefined && sameChat(chat, partner)) this.#closed.set(item.id, item.newest?.number ?? 0);
    }
    this.current = undefined;
    this.#giveBack();
  }

  #escape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    this.#minimise();
  }

  #giveBack(): void {
    if (this.#before instanceof HTMLElement && this.#before.isConnected) this.#before.focus();
    this.#before = null;
  }

  #providerChanged(provider: Provider): void {
    const usable = provider.state.name === "online" || provider.state.name === "lost" ? provider.client : undefined;
    const ended = provider.client?.state;
    if (ended?.name === "closed" && ended.reason === "signed-out") this.#become(undefined);
    if (usable === this.#client) return;
    this.#leaveInbox();
    this.#client = usable;
    if (usable !== undefined) void this.#followInbox(usable);
  }

  /** What one viewer had open is not the next one's to see. */
  #become(viewer: string | undefined): void {
    const former = this.#viewer;
    this.#viewer = viewer;
    if (former === undefined || former === viewer) return;
    this.chats = [];
    this.current = undefined;
    this.people = new Map();
    this.#panels.clear();
    this.#closed.clear();
    this.#announcer.stop();
  }

  async #followInbox(client: Client): Promise<void> {
    try {
      const inbox = await client.conversations.inbox();
      if (this.#client !== client) return inbox.close();
      this.#inbox = inbox;
      this.#become(client.self?.id);
      const take = (): void => {
        this.chats = withInbox(this.chats, inbox.conversations, client.self?.id, this.#closed);
        for (const chat of this.chats) if (!this.people.has(chat.person)) void this.#know(chat.person);
      };
      inbox.on("change", take);
      inbox.on("message", ({ item, message }) => void this.#announce(item, message));
      take();
    } catch {
      // Chats that are opened still work; the inbox is asked for again with the next connection.
      if (this.#client === client) this.#client = undefined;
    }
  }

  /** The chat that is open speaks for itself. */
  async #announce(item: InboxItem, message: Message): Promise<void> {
    const own = this.#client?.self?.id;
    const partner = partnerOf(item, own);
    const open = this.chats.find((chat) => chat.person === this.current);
    if (partner === undefined || message.sender === own || (open !== undefined && sameChat(open, partner))) return;
    if (!this.people.has(partner)) await this.#know(partner);
    const name = this.people.get(partner)?.name ?? partner;
    this.#announcer.add(this.#locale.current.text("chat.from", { name, text: message.text }));
  }

  #leaveInbox(): void {
    this.#inbox?.close();
    this.#inbox = undefined;
    this.#client = undefined;
  }

  async #know(person: string): Promise<void> {
    try {
      const [found] = (await this.#provider.current.client?.directory.get(person)) ?? [];
      if (found === undefined) return;
      this.people = new Map(this.people).set(person, found);
      // The inbox may have brought the same person under the id meanwhile.
      const others = person === found.id ? this.chats : this.chats.filter((chat) => chat.person !== found.id);
      this.chats = others.map((chat) => (chat.person === person ? { ...chat, id: found.id } : chat));
    } catch {
      // The name as it was written stays.
    }
  }
}

/** The first dock of a page holds its chats; when it goes, the place is free. */
function pageSurface(provider: Provider, surface: ChatSurface | undefined, leaving: ChatSurface | undefined): void {
  if (surface !== undefined) provider.chats ??= surface;
  else if (provider.chats === leaving) provider.chats = undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    "live-dock": LiveDock;
  }
}
