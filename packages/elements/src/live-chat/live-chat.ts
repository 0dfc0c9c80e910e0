import type { Conversation, Message, Person } from "@livename/client";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Announcer } from "../attention/announcer.ts";
import { askForNotices } from "../attention/ask.ts";
import { AttentionController } from "../attention/attention.ts";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { ConversationController } from "../controllers/conversation.ts";
import { FollowController } from "../controllers/follow.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { native } from "../dom/native.ts";
import { LiveCloseEvent } from "../events/live-close.ts";
import { field } from "../field/field.ts";
import { keepKeys } from "../field/keys.ts";
import type { LiveField } from "../field/live-field.ts";
import type { ProviderState } from "../provider/state.ts";
import { iconStyles } from "../status/icon.styles.ts";
import { statusShape } from "../status/icon.ts";
import { statusLine } from "../status/text.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { excess, sendsMessage } from "./composer.ts";
import { chatStyles } from "./live-chat.styles.ts";
import { chatRow } from "./row.ts";
import { chatRows } from "./rows.ts";

/** Rows shown at once; what is before is a button away. */
const PAGE = 100;
/** Rows shown at most because something came while somebody was reading above. */
const WHILE_READING = 500;
/** Pixels from the end that still count as being at the newest message. */
const NEAR_END = 48;
const DEFAULT_TEXT_CHARS = 8_000;

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
    partner: { state: true },
    announcement: { state: true },
    atEnd: { state: true },
    overBy: { state: true },
    shown: { state: true },
  };

  declare person: string;
  declare conversation: string;
  declare closable: boolean;
  /** The name to show until the directory has answered. */
  fallbackName = "";
  declare partner: Person | undefined;
  declare announcement: string;
  declare atEnd: boolean;
  declare overBy: number;
  declare shown: number;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this);
  readonly #follow = new FollowController(this, { always: true });
  readonly #chat = new ConversationController(this, (message) => this.#came(message));
  readonly #announcer = new Announcer((texts) => {
    const locale = this.#locale.current;
    this.announcement = texts.length === 1 ? texts[0]! : locale.plural("chat.several", texts.length);
  });
  #asked = "";
  /** Nobody was signed in when that was known last. */
  #nobody: ProviderState | undefined;
  #landmark: boolean | undefined;
  /** What is being written: it outlives the field, which goes when the chat is put away. */
  #draft = "";
  /** Focus was asked for before there was a field to take it. */
  #focusWanted = false;
  /** Distance from the end before earlier messages came in above, kept so that nothing jumps. */
  #keep: number | undefined;
  /** Distance from the end of what is read above; kept while the chat is put away. */
  #fromEnd: number | undefined;
  /** Number of the newest message that was rendered. */
  #newest = 0;

  constructor() {
    super();
    keepKeys(this);
    new AttentionController(this);
    this.person = "";
    this.conversation = "";
    this.closable = false;
    this.announcement = "";
    this.atEnd = true;
    this.overBy = 0;
    this.shown = PAGE;
  }

  /**
   * What outlives the element: what is being written, and how far above the end somebody reads (pixels; undefined: at the
   * end).
   *
   * @internal
   */
  get kept(): { readonly draft: string; readonly fromEnd: number | undefined } {
    return { draft: this.#draft, fromEnd: this.atEnd ? undefined : this.#fromEnd };
  }

  set kept({ draft, fromEnd }: { readonly draft: string; readonly fromEnd: number | undefined }) {
    this.#draft = draft;
    this.#fromEnd = fromEnd;
    this.#keep = fromEnd;
    this.atEnd = fromEnd === undefined;
    this.requestUpdate();
  }

  /** Moved within the page, nothing ends. @internal */
  connectedMoveCallback(): void {}

  override connectedCallback(): void {
    super.connectedCallback();
    // What scrolls begins at its top when it comes back to the page.
    if (!this.atEnd) this.#keep = this.#fromEnd;
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
    const field = this.#field;
    this.#focusWanted = field === null;
    field?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("person") || changed.has("conversation")) {
      this.#chat.subject = this.conversation.trim() || this.person.trim();
      this.shown = PAGE;
      this.partner = undefined;
      this.#newest = 0;
      // What is kept may have come before the first rendering.
      if (this.hasUpdated) {
        this.#draft = "";
        this.overBy = 0;
      }
    }
    // A landmark of its own, unless its author says otherwise.
    this.#landmark ??= !this.hasAttribute("role");
    if (this.#landmark) {
      this.role = "region";
      this.ariaLabel = this.#locale.current.text("chat.label", { name: this.#name });
    }
    this.#holdWhatIsRead();
    const partner = this.#partnerId();
    this.#follow.person = partner;
    if (partner !== "" && partner !== this.#asked) void this.#ask(partner);
  }

  protected override updated(): void {
    if (this.#focusWanted && this.#field !== null) this.focus();
    const log = this.#log;
    if (log === null) return;
    if (this.#keep !== undefined) log.scrollTop = log.scrollHeight - this.#keep;
    else if (this.atEnd) log.scrollTop = log.scrollHeight;
    this.#keep = undefined;
    this.#read();
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const { state } = this.#provider.current;
    const name = this.#name;
    return html`
      ${this.#header(name)}
      ${state.name === "lost" ? html`<div class="banner">${locale.text("chat.lost")}</div>` : nothing}
      ${this.#hasHeard ? askForNotices(locale, () => this.requestUpdate()) : nothing}
      ${this.#body(name)}
      <div class="sr" aria-live="polite">${this.announcement}</div>`;
  }

  #header(name: string): TemplateResult {
    const locale = this.#locale.current;
    const { presence } = this.#follow;
    const close = (keep: boolean) => this.dispatchEvent(new LiveCloseEvent(this.person, keep));
    return html`<div class="header" part="header">
      ${avatar(name, this.partner?.photo, this.partner?.id)}
      <div class="who">
        <h2 dir="auto">${name}</h2>
        <div class="line">
          <svg class="status ${presence.availability}" viewBox="0 0 16 16" aria-hidden="true">${statusShape(presence.availability)}</svg>
          <span dir="auto">${presence.message || statusLine(locale, presence, new Date())}</span>
        </div>
      </div>
      ${
        this.closable
          ? html`<button class="plain" type="button" @click=${() => close(true)} aria-label=${locale.text("dock.minimise", { name })}>
              <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.500 11.500h9"></path></svg>
            </button>
            <button class="plain" type="button" @click=${() => close(false)} aria-label=${locale.text("dock.close", { name })}>
              <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"></path></svg>
            </button>`
          : nothing
      }
    </div>`;
  }

  #body(name: string): TemplateResult {
    const locale = this.#locale.current;
    const provider = this.#provider.current;
    const chat = this.#chat.state;
    // Whoever looks for a sign-in again finds none most of the time: what is offered stays where it can be pressed.
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
    return html`${this.#messages(chat.conversation, chat.readTo, name)} ${this.#composer(chat.conversation, name)}`;
  }

  #messages(conversation: Conversation, readTo: number | undefined, name: string): TemplateResult {
    const locale = this.#locale.current;
    const own = this.#provider.current.client?.self?.id;
    const messages = conversation.messages.slice(-this.shown);
    const more = conversation.hasEarlier || messages.length < conversation.messages.length;
    const context = {
      locale,
      name,
      now: new Date(),
      retry: (message: Message) => void conversation.retry(message).catch(() => {}),
    };
    return html`<div class="scroll" part="log" role="log" aria-live="off" tabindex="0" aria-label=${locale.text("chat.log")} @scroll=${this.#scrolled}>
        ${more ? html`<button class="earlier" type="button" @click=${() => void this.#earlier(conversation)}>${locale.text("chat.earlier")}</button>` : nothing}
        ${messages.length === 0 ? html`<div class="note">${locale.text("chat.empty")}</div>` : nothing}
        ${repeat(
          chatRows(messages, own, readTo),
          (row) => row.key,
          (row) => chatRow(row, context),
        )}
      </div>
      ${
        this.atEnd
          ? nothing
          : html`<button class="newest" type="button" @click=${this.#toNewest}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 3v10M4 9l4 4 4-4"></path></svg>${locale.text("chat.newest")}</button>`
      }
      <div class="typing">${conversation.typing.length > 0 ? locale.text("chat.typing", { name }) : ""}</div>`;
  }

  #composer(conversation: Conversation, name: string): TemplateResult {
    const locale = this.#locale.current;
    const placeholder = locale.text("chat.placeholder", { name });
    return html`${this.overBy > 0 ? html`<div class="over" role="status">${locale.text("chat.too-long", { count: this.overBy })}</div>` : nothing}
      <form part="composer" @submit=${(event: Event) => {
        event.preventDefault();
        this.#send(conversation);
      }}>
        ${field(
          {
            label: placeholder,
            placeholder,
            className: "text",
            multiline: true,
            invalid: this.overBy > 0,
            typed: () => this.#typed(conversation),
            pressed: (event) => this.#pressed(event, conversation),
          },
          this.#draft,
        )}
        <button class="primary" type="submit" aria-label=${locale.text("chat.send")} ?disabled=${this.overBy > 0}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2.500 8h10M8.500 3.500 13 8l-4.500 4.500"></path></svg>
        </button>
      </form>`;
  }

  get #name(): string {
    return this.partner?.name || this.fallbackName || this.person;
  }

  /** Somebody has written: now it is clear what a notice would be of. */
  get #hasHeard(): boolean {
    const chat = this.#chat.state;
    const own = this.#provider.current.client?.self?.id;
    return chat.name === "open" && chat.conversation.messages.some(({ sender }) => sender !== own);
  }

  get #log(): HTMLElement | null {
    return this.renderRoot.querySelector(".scroll");
  }

  get #field(): LiveField | null {
    return this.renderRoot.querySelector<LiveField>(".text");
  }

  /** The other member's id once the conversation tells it, else what the author wrote. */
  #partnerId(): string {
    const chat = this.#chat.state;
    const own = this.#provider.current.client?.self?.id;
    const members = chat.name === "open" ? chat.conversation.members : [];
    return this.person.trim() || members.find((member) => member !== own) || "";
  }

  async #ask(partner: string): Promise<void> {
    this.#asked = partner;
    try {
      const [person] = (await this.#provider.current.client?.directory.get(partner)) ?? [];
      if (this.#asked === partner) this.partner = person;
    } catch {
      // The address stands in for the name until the next opening.
      if (this.#asked === partner) this.#asked = "";
    }
  }

  #send(conversation: Conversation): void {
    const field = this.#field;
    const text = field?.value.trim() ?? "";
    if (field === null || text === "" || this.overBy > 0) return;
    field.value = "";
    this.#draft = "";
    this.atEnd = true;
    conversation.setTyping(false);
    // A refusal shows on the message itself.
    conversation.send(text).catch(() => {});
    this.requestUpdate();
  }

  #pressed(event: KeyboardEvent, conversation: Conversation): void {
    if (sendsMessage(event)) {
      // A key that is still held from the button that opened the chat sends nothing.
      if (!event.repeat) this.#send(conversation);
    }
    // What holds the chat does not hear of it otherwise.
    else if (event.key === "Escape" && !event.isComposing && this.closable)
      this.dispatchEvent(new LiveCloseEvent(this.person, true));
    else return;
    event.preventDefault();
  }

  #typed(conversation: Conversation): void {
    const limit = this.#provider.current.client?.server?.limits.textChars ?? DEFAULT_TEXT_CHARS;
    const text = this.#field?.value ?? "";
    this.#draft = text;
    this.overBy = excess(text, limit);
    conversation.setTyping(text !== "");
    // The field may have grown over the newest message.
    const log = this.#log;
    if (log !== null && this.atEnd) log.scrollTop = log.scrollHeight;
  }

  async #earlier(conversation: Conversation): Promise<void> {
    const log = this.#log;
    const enough = conversation.messages.length >= this.shown + PAGE;
    if (!enough && conversation.hasEarlier) {
      try {
        await conversation.earlier();
      } catch {
        return; // the button stays, to be pressed again
      }
    }
    this.#keep = log === null ? undefined : log.scrollHeight - log.scrollTop;
    this.shown += PAGE;
  }

  /** Who reads above keeps the rows that are read: what comes below is added to them. */
  #holdWhatIsRead(): void {
    const chat = this.#chat.state;
    const messages = chat.name === "open" ? chat.conversation.messages : [];
    const newest = messages.findLast(({ number }) => number !== undefined)?.number ?? 0;
    const came = this.#newest === 0 ? 0 : newest - this.#newest;
    if (!this.atEnd && came > 0) this.shown = Math.max(this.shown, Math.min(this.shown + came, WHILE_READING));
    this.#newest = newest;
  }

  #scrolled(): void {
    const log = this.#log;
    if (log === null) return;
    this.#fromEnd = log.scrollHeight - log.scrollTop;
    this.atEnd = this.#fromEnd - log.clientHeight < NEAR_END;
    // Back at the newest, what was asked for above is let go of again.
    if (this.atEnd && this.#keep === undefined) this.shown = PAGE;
    this.#read();
  }

  #toNewest(): void {
    this.atEnd = true;
    this.requestUpdate();
    this.focus();
  }

  #came(message: Message): void {
    this.#announcer.add(this.#locale.current.text("chat.from", { name: this.#name, text: message.text }));
  }

  /** Read is what was at the end of a list that somebody could see. */
  readonly #read = (): void => {
    const chat = this.#chat.state;
    if (chat.name !== "open" || chat.conversation.unread === 0 || !this.atEnd) return;
    const looked = native(document, "visibilityState") === "visible" && native(document, "hasFocus")();
    if (looked && this.checkVisibility()) chat.conversation.markRead();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "live-chat": LiveChat;
  }
}
