import type { Conversation, Message } from "@livename/client";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Announcer } from "../attention/announcer.ts";
import { askForNotices } from "../attention/ask.ts";
import { AttentionController } from "../attention/attention.ts";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { ConversationController } from "../controllers/conversation.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { native } from "../dom/native.ts";
import { LiveCloseEvent } from "../events/live-close.ts";
import { keepKeys } from "../field/keys.ts";
import type { ProviderState } from "../provider/state.ts";
import { iconStyles } from "../status/icon.styles.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { ComposerForm } from "./composer-form.ts";
import { chatHeader } from "./header.ts";
import { chatStyles } from "./live-chat.styles.ts";
import { Partner } from "./partner.ts";
import { ReadingPosition } from "./reading-position.ts";
import { chatRow } from "./row.ts";
import { chatRows } from "./rows.ts";

/**
 * A chat with one person.
 *
 * @element live-chat
 * @attr {string} person - Address or id of the person
 * @attr {string} conversation - Id of a conversation, instead of a person
 * @attr {boolean} closable - Show the buttons that ask the holder to make it small or close it
 * @event live-close - The chat asks to be closed; cancelable
 * @csspart header - Who it is with
 * @csspart log - The list of messages
 * @csspart composer - Where one writes
 */
export class LiveChat extends LitElement {
  static readonly elementName = "chat";
  /** @internal */
  static override styles = [tokens, surface, controls, avatarStyles, iconStyles, chatStyles];
  /** @internal */
  static override properties = {
    person: { type: String },
    conversation: { type: String },
    closable: { type: Boolean },
    announcement: { state: true },
  };

  declare person: string;
  declare conversation: string;
  declare closable: boolean;
  /** The name to show until the directory has answered. */
  fallbackName = "";
  declare announcement: string;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this);
  readonly #partner = new Partner(this);
  readonly #chat = new ConversationController(this, (message) => this.#came(message));
  readonly #position = new ReadingPosition(this);
  readonly #composer = new ComposerForm(this, {
    sent: () => this.#position.toEnd(),
    // The field may have grown over the newest message.
    typed: () => this.#position.followEnd(),
    // The key event stays in the field's frame, so whoever holds the chat is told.
    escaped: () => this.closable && this.#askToClose(true),
  });
  readonly #announcer = new Announcer((texts) => {
    const locale = this.#locale.current;
    this.announcement = texts.length === 1 ? texts[0]! : locale.plural("chat.several", texts.length);
  });
  /** The last known state in which nobody was signed in; undefined when somebody was. */
  #nobody: ProviderState | undefined;
  #landmark: boolean | undefined;

  constructor() {
    super();
    keepKeys(this);
    new AttentionController(this);
    this.person = "";
    this.conversation = "";
    this.closable = false;
    this.announcement = "";
  }

  /**
   * What outlives the element: the draft, and how far above the end somebody reads (pixels; undefined at the end).
   *
   * @internal
   */
  get kept(): { readonly draft: string; readonly fromEnd: number | undefined } {
    return { draft: this.#composer.draft, fromEnd: this.#position.fromEnd };
  }

  set kept({ draft, fromEnd }: { readonly draft: string; readonly fromEnd: number | undefined }) {
    this.#composer.draft = draft;
    this.#position.fromEnd = fromEnd;
    this.requestUpdate();
  }

  /** Moved within the page, nothing ends. @internal */
  connectedMoveCallback(): void {}

  override connectedCallback(): void {
    super.connectedCallback();
    this.#position.reconnected();
    this.requestUpdate();
    window.addEventListener("focus", this.#read);
    native(document, "addEventListener")("visibilitychange", this.#read);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("focus", this.#read);
    native(document, "removeEventListener")("visibilitychange", this.#read);
    this.#announcer.stop();
  }

  /** Move the keyboard's focus to where one writes. */
  override focus(options?: FocusOptions): void {
    this.#composer.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("person") || changed.has("conversation")) {
      this.#chat.subject = this.conversation.trim() || this.person.trim();
      this.#position.reset();
      this.#partner.reset();
      // A draft may have been restored before the first rendering.
      if (this.hasUpdated) this.#composer.draft = "";
    }
    // A landmark of its own, unless its author says otherwise.
    this.#landmark ??= !this.hasAttribute("role");
    if (this.#landmark) {
      this.role = "region";
      this.ariaLabel = this.#locale.current.text("chat.label", { name: this.#name });
    }
    const chat = this.#chat.state;
    this.#position.hold(chat.name === "open" ? chat.conversation.messages : []);
    this.#partner.follow(this.#partnerId());
  }

  protected override updated(): void {
    this.#composer.settle();
    this.#position.settle();
    this.#read();
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const { state } = this.#provider.current;
    const name = this.#name;
    const { person, presence } = this.#partner;
    const close = this.closable ? (keep: boolean) => void this.#askToClose(keep) : undefined;
    return html`
      ${chatHeader({ name, person, presence, close }, locale)}
      ${state.name === "lost" ? html`<div class="banner">${locale.text("chat.lost")}</div>` : nothing}
      ${this.#hasHeard ? askForNotices(locale, () => this.requestUpdate()) : nothing}
      ${this.#body(name)}
      <div class="sr" aria-live="polite">${this.announcement}</div>`;
  }

  #body(name: string): TemplateResult {
    const locale = this.#locale.current;
    const provider = this.#provider.current;
    const chat = this.#chat.state;
    // A retry of the sign-in mostly fails again, so what is offered stays while it runs.
    const { state } = provider;
    if (state.name !== "connecting")
      this.#nobody = state.name === "signed-out" || state.name === "not-configured" ? state : undefined;
    if (this.#nobody !== undefined) {
      return html`<div class="note"><div>${locale.text("status.signed-out")}</div>${
        this.#nobody.name === "signed-out" && this.#nobody.canSignIn
          ? html`<button class="primary" type="button" @click=${() => provider.signIn()}>${locale.text("sign-in")}</button>`
          : nothing
      }</div>`;
    }
    if (chat.name === "failed") {
      return html`<div class="note" role="alert"><div>${locale.text("chat.failed-open")}</div>
        <button class="primary" type="button" @click=${() => this.#chat.retry()}>${locale.text("chat.retry")}</button></div>`;
    }
    if (chat.name !== "open") return html`<div class="note">${locale.text("chat.loading")}</div>`;
    return html`${this.#messages(chat.conversation, chat.readTo, name)} ${this.#composer.render(chat.conversation, locale, name)}`;
  }

  #messages(conversation: Conversation, readTo: number | undefined, name: string): TemplateResult {
    const locale = this.#locale.current;
    const own = this.#provider.current.client?.self?.id;
    const messages = conversation.messages.slice(-this.#position.shown);
    const more = conversation.hasEarlier || messages.length < conversation.messages.length;
    const context = {
      locale,
      name,
      now: new Date(),
      retry: (message: Message) => void conversation.retry(message).catch(() => {}),
    };
    return html`<div class="scroll" part="log" role="log" aria-live="off" tabindex="0" aria-label=${locale.text("chat.log")} @scroll=${this.#scrolled}>
        ${more ? html`<button class="earlier" type="button" @click=${() => void this.#position.showEarlier(conversation)}>${locale.text("chat.earlier")}</button>` : nothing}
        ${messages.length === 0 ? html`<div class="note">${locale.text("chat.empty")}</div>` : nothing}
        ${repeat(
          chatRows(messages, own, readTo),
          (row) => row.key,
          (row) => chatRow(row, context),
        )}
      </div>
      ${
        this.#position.atEnd
          ? nothing
          : html`<button class="newest" type="button" @click=${this.#toNewest}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 3v10M4 9l4 4 4-4"></path></svg>${locale.text("chat.newest")}</button>`
      }
      <div class="typing">${conversation.typing.length > 0 ? locale.text("chat.typing", { name }) : ""}</div>`;
  }

  get #name(): string {
    return this.#partner.person?.name || this.fallbackName || this.person;
  }

  /** Somebody has written, so the viewer knows what a notice would be about. */
  get #hasHeard(): boolean {
    const chat = this.#chat.state;
    const own = this.#provider.current.client?.self?.id;
    return chat.name === "open" && chat.conversation.messages.some(({ sender }) => sender !== own);
  }

  /** What the author wrote, else the other member's id once the conversation is open. */
  #partnerId(): string {
    const chat = this.#chat.state;
    const own = this.#provider.current.client?.self?.id;
    const members = chat.name === "open" ? chat.conversation.members : [];
    return this.person.trim() || members.find((member) => member !== own) || "";
  }

  /** @param keep minimise it instead of closing it @returns true */
  #askToClose(keep: boolean): true {
    this.dispatchEvent(new LiveCloseEvent(this.person, keep));
    return true;
  }

  #scrolled(): void {
    this.#position.scrolled();
    this.#read();
  }

  #toNewest(): void {
    this.#position.toEnd();
    this.focus();
  }

  #came(message: Message): void {
    this.#announcer.add(this.#locale.current.text("chat.from", { name: this.#name, text: message.text }));
  }

  /** Messages count as read when their end was visible in a page that somebody looks at. */
  readonly #read = (): void => {
    const chat = this.#chat.state;
    if (chat.name !== "open" || chat.conversation.unread === 0 || !this.#position.atEnd) return;
    const looked = native(document, "visibilityState") === "visible" && native(document, "hasFocus")();
    if (looked && this.checkVisibility()) chat.conversation.markRead();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "live-chat": LiveChat;
  }
}
