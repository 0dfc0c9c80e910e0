import type { Conversation } from "@livename/client";
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from "lit";
import { field } from "../field/field.ts";
import type { LiveField } from "../field/live-field.ts";
import type { Locale } from "../locales/locale.ts";
import { pageProvider } from "../provider/page.ts";
import { excess, sendsMessage } from "./composer.ts";

const DEFAULT_TEXT_CHARS = 8_000;

export interface ComposerOptions {
  /** A message was sent. */
  sent(): void;
  /** The text changed, and with it perhaps the height of the field. */
  typed(): void;
  /** Escape was pressed. Returns whether the chat did something with it. */
  escaped(): boolean;
}

/** The form in which a message is written. */
export class ComposerForm {
  readonly #host: ReactiveControllerHost & { readonly renderRoot: ParentNode };
  readonly #options: ComposerOptions;
  /** Outlives the field, which is removed while the chat is put away. */
  #draft = "";
  #overBy = 0;
  /** Focus was requested before there was a field to take it. */
  #focusWanted = false;

  constructor(host: ReactiveControllerHost & { readonly renderRoot: ParentNode }, options: ComposerOptions) {
    this.#host = host;
    this.#options = options;
  }

  get draft(): string {
    return this.#draft;
  }

  set draft(draft: string) {
    this.#draft = draft;
    this.#overBy = 0;
  }

  focus(options?: FocusOptions): void {
    const field = this.#field;
    this.#focusWanted = field === null;
    field?.focus(options);
  }

  /** After rendering: give the focus to a field that was not there when it was requested. */
  settle(): void {
    if (this.#focusWanted && this.#field !== null) this.focus();
  }

  render(conversation: Conversation, locale: Locale, name: string): TemplateResult {
    const placeholder = locale.text("chat.placeholder", { name });
    const isOver = this.#overBy > 0;
    return html`${isOver ? html`<div class="over" role="status">${locale.text("chat.too-long", { count: this.#overBy })}</div>` : nothing}
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
            invalid: isOver,
            typed: (text) => this.#typed(text, conversation),
            pressed: (event) => this.#pressed(event, conversation),
          },
          this.#draft,
        )}
        <button class="primary" type="submit" aria-label=${locale.text("chat.send")} ?disabled=${isOver}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2.500 8h10M8.500 3.500 13 8l-4.500 4.500"></path></svg>
        </button>
      </form>`;
  }

  get #field(): LiveField | null {
    return this.#host.renderRoot.querySelector<LiveField>(".text");
  }

  #typed(text: string, conversation: Conversation): void {
    const limit = pageProvider().client?.server?.limits.textChars ?? DEFAULT_TEXT_CHARS;
    this.#draft = text;
    const overBy = excess(text, limit);
    if (overBy !== this.#overBy) this.#host.requestUpdate();
    this.#overBy = overBy;
    conversation.setTyping(text !== "");
    this.#options.typed();
  }

  #pressed(event: KeyboardEvent, conversation: Conversation): void {
    if (sendsMessage(event)) {
      // A key still held from the button that opened the chat sends nothing.
      if (!event.repeat) this.#send(conversation);
    } else if (event.key !== "Escape" || event.isComposing || !this.#options.escaped()) return;
    event.preventDefault();
  }

  #send(conversation: Conversation): void {
    const field = this.#field;
    const text = field?.value.trim() ?? "";
    if (field === null || text === "" || this.#overBy > 0) return;
    field.value = "";
    this.#draft = "";
    conversation.setTyping(false);
    // A refusal shows on the message itself.
    conversation.send(text).catch(() => {});
    this.#options.sent();
  }
}
