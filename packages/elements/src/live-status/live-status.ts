import type { Availability, OwnStatus, StatusChange, Subject } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { LocaleController } from "../controllers/locale.ts";
import { OwnStatusController } from "../controllers/own-status.ts";
import { ProviderController } from "../controllers/provider.ts";
import { ensureDefined } from "../define/registry.ts";
import { LiveStatusChangeEvent } from "../events/live-status-change.ts";
import { field } from "../field/field.ts";
import { keepKeys } from "../field/keys.ts";
import type { LiveField } from "../field/live-field.ts";
import { wordsIn } from "../locales/words.ts";
import { focusOpener } from "../overlay/focus.ts";
import { nextItem } from "../overlay/menu.ts";
import { keepBeside } from "../overlay/position.ts";
import type { LivePicker } from "../picker/live-picker.ts";
import { type Expiry, expiryMoment } from "../status/expiry.ts";
import { expiryField } from "../status/expiry-field.ts";
import { iconStyles } from "../status/icon.styles.ts";
import { statusShape } from "../status/icon.ts";
import { statusText } from "../status/text.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { liveStatusStyles } from "./live-status.styles.ts";
import { recentMessages } from "./recent.ts";
import { statusWords } from "./words.ts";

type Choice = Exclude<Availability, "unknown">;
const CHOICES: readonly Choice[] = ["available", "away", "busy", "do-not-disturb", "offline"];
const DEFAULT_STATUS_CHARS = 200;

/**
 * The viewer's own status, and the chooser for it.
 *
 * @element live-status
 * @event live-status-change - The server has taken a change made here
 * @csspart button - The button that shows the status
 * @csspart panel - The chooser
 */
export class LiveStatus extends LitElement {
  static readonly elementName = "status";
  /** @internal */
  static override styles = [tokens, surface, controls, iconStyles, liveStatusStyles];
  /** @internal */
  static override properties = {
    expanded: { state: true },
    expiry: { state: true },
    failed: { state: true },
    picker: { state: true },
  };

  declare expanded: boolean;
  /** @internal */
  declare expiry: Expiry;
  declare failed: boolean;
  /** Loaded when it is first needed. @internal */
  declare picker: LivePicker | undefined;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this);
  readonly #own = new OwnStatusController(this);
  /** Exceptions chosen in the form and not saved yet. */
  #excepted: readonly Subject[] | undefined;
  #release: (() => void) | undefined;

  constructor() {
    super();
    keepKeys(this);
    this.expanded = false;
    this.expiry = "never";
    this.failed = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
    this.expanded = false;
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const { state } = this.#provider.current;
    if (state.name === "signed-out" && state.canSignIn) {
      return html`<button class="own" part="button" type="button" @click=${() => this.#provider.current.signIn()}>
        ${icon("unknown")}<span class="text">${locale.text("sign-in")}</span></button>`;
    }
    const own = this.#own.current;
    if (own === undefined || state.name === "not-configured" || state.name === "signed-out") {
      const text = locale.text(
        state.name === "not-configured"
          ? "status.signed-out"
          : state.name === "online"
            ? "status.connecting"
            : `status.${state.name}`,
      );
      return html`<button class="own" part="button" type="button" disabled>${icon("unknown")}<span class="text">${text}</span></button>`;
    }
    const shown = state.name === "lost" ? { ...own.presence, availability: "unknown" as const } : own.presence;
    const isHidden = own.availability === "offline";
    const status =
      state.name === "lost"
        ? locale.text("status.lost")
        : isHidden
          ? wordsIn(statusWords, locale).text("offline.now")
          : statusText(locale, shown);
    // Nobody sees the message then.
    const message = isHidden ? "" : own.message;
    return html`<button class="own" part="button" type="button" aria-haspopup="dialog" aria-expanded=${this.expanded}
        aria-label=${locale.text("status.choose", { status: message === "" ? status : `${status}, ${message}` })} @click=${this.#toggle}>
        ${icon(shown.availability)}<span class="text parts"><bdi>${status}</bdi>${message === "" ? nothing : html`<span class="quietly"> · </span><bdi class="quietly">${message}</bdi>`}</span>
      </button>
      <div class="panel" part="panel" popover role="dialog" aria-label=${locale.text("status.choose", { status })} @beforetoggle=${this.#closes} @toggle=${this.#toggled}>
        ${this.expanded ? html`${this.#menu(own)} ${this.#form(own)}` : nothing}
      </div>`;
  }

  #menu(own: OwnStatus): TemplateResult {
    const locale = this.#locale.current;
    const chosen = this.#chosen(own);
    return html`<div role="menu" aria-label=${locale.text("status.choose", { status: "" }).replace(/[:\s]+$/, "")} @keydown=${this.#key}>
      ${CHOICES.map(
        (
          choice,
        ) => html`<button class="item" type="button" role="menuitemradio" aria-checked=${choice === chosen} tabindex=${choice === chosen ? 0 : -1}
          @click=${() => this.#save({ availability: choice })}>
          ${icon(choice)}${choice === "offline" ? wordsIn(statusWords, locale).text("offline") : locale.text(`status.${choice}`)}
          <svg class="tick" viewBox="0 0 16 16" aria-hidden="true"><path d="M3.500 8.500l3 3 6-7"></path></svg>
        </button>`,
      )}
    </div>`;
  }

  #form(own: OwnStatus): TemplateResult {
    const locale = this.#locale.current;
    const limit = this.#provider.current.client?.server?.limits.statusChars ?? DEFAULT_STATUS_CHARS;
    return html`<form @submit=${this.#submit}>
      <div class="fields">
      <label>${locale.text("status.message")}
        ${field({ label: locale.text("status.message"), placeholder: locale.text("status.message-hint"), className: "message", maxLength: limit }, own.message)}</label>
      ${recentMessages(own, locale, (message) => this.#use(message))}
      ${expiryField(locale, { label: locale.text("status.expiry"), expiry: this.expiry, kept: own.until }, (expiry) => (this.expiry = expiry))}
      ${this.#exceptions(own)}
      ${own.availability === "offline" ? html`<p>${wordsIn(statusWords, locale).text("offline.explain")}</p>` : nothing}
      </div>
      <div class="buttons">
        ${this.failed ? html`<div class="error" role="alert">${locale.text("status.failed")}</div>` : nothing}
        <button class="leave" type="button" @click=${this.#signOut}>${locale.text("sign-out")}</button>
        ${own.message === "" && own.availability === undefined ? nothing : html`<button type="button" @click=${() => void this.#set({ availability: "available", message: "" }, true)}>${locale.text("status.clear")}</button>`}
        <button class="primary" type="submit">${locale.text("status.save")}</button>
      </div>
    </form>`;
  }

  /** Who may disturb all the same. Shown once "do not disturb" has been saved. */
  #exceptions(own: OwnStatus): TemplateResult | typeof nothing {
    const { picker } = this;
    if (own.availability !== "do-not-disturb" || picker === undefined) return nothing;
    picker.label = wordsIn(statusWords, this.#locale.current).text("exceptions");
    picker.chosen = this.#excepted ?? own.exceptions;
    picker.onchange = () => {
      this.#excepted = picker.chosen;
    };
    return html`<div class="label"><span aria-hidden="true">${picker.label}</span>${picker}</div>`;
  }

  async #loadPicker(): Promise<void> {
    const { LivePicker } = await import("../picker/live-picker.ts");
    ensureDefined(LivePicker);
    this.picker ??= new LivePicker();
  }

  /** The chosen status; "available" while it is automatic. */
  #chosen(own: OwnStatus): Choice {
    const availability = own.availability ?? "available";
    return CHOICES.find((choice) => choice === availability) ?? "available";
  }

  get #message(): LiveField | null {
    return this.renderRoot.querySelector<LiveField>(".message");
  }

  get #panel(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".panel");
  }

  #toggle(): void {
    if (this.expanded) this.#panel?.hidePopover();
    else {
      this.expanded = true;
      this.failed = false;
      this.#excepted = undefined;
      if (this.#own.current?.availability === "do-not-disturb") void this.#loadPicker();
      this.expiry = this.#own.current?.until === undefined ? "never" : "keep";
      void this.updateComplete.then(() => {
        this.#panel?.showPopover();
        this.renderRoot.querySelector<HTMLElement>('[role="menuitemradio"][tabindex="0"]')?.focus();
      });
    }
  }

  #closes(event: Event): void {
    focusOpener(event, this.renderRoot.querySelector<HTMLElement>(".own"));
  }

  #toggled(event: Event): void {
    // The picker's list within the panel is a popover, too.
    if (event.target !== event.currentTarget) return;
    this.#release?.();
    this.#release = undefined;
    this.expanded = (event as ToggleEvent).newState === "open";
    const button = this.renderRoot.querySelector<HTMLElement>(".own");
    const panel = this.#panel;
    if (this.expanded && button !== null && panel !== null) this.#release = keepBeside(button, panel);
  }

  #key(event: KeyboardEvent): void {
    const items = [...this.renderRoot.querySelectorAll<HTMLElement>('[role="menuitemradio"]')];
    const current = items.indexOf(event.target as HTMLElement);
    const next =
      event.ctrlKey || event.metaKey || event.altKey
        ? undefined
        : nextItem(
            event.key,
            current,
            items.map((item) => item.textContent?.trim() ?? ""),
          );
    if (next === undefined || event.key === " ") return;
    event.preventDefault();
    for (const item of items) item.tabIndex = -1;
    items[next]!.tabIndex = 0;
    items[next]!.focus();
  }

  /** Saves a change with the end chosen in the form. An invalid or past end is an error, not "never". */
  #save(change: StatusChange): void {
    const custom = this.renderRoot.querySelector<LiveField>(".custom");
    if (custom?.reportValidity() === false) return;
    const until = expiryMoment(this.expiry, new Date(), custom?.value, this.#own.current?.until);
    if (custom !== null && until === undefined) this.failed = true;
    else void this.#set(until === undefined ? change : { ...change, until }, true);
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const own = this.#own.current;
    const message = this.#message?.value.trim() ?? "";
    if (own === undefined) return;
    const exceptions = own.availability === "do-not-disturb" ? this.#excepted : undefined;
    this.#save({ availability: this.#chosen(own), message, ...(exceptions === undefined ? {} : { exceptions }) });
  }

  #use(message: string): void {
    const field = this.#message;
    if (field === null) return;
    field.value = message;
    field.focus();
  }

  #signOut(): void {
    this.#panel?.hidePopover();
    void this.#provider.current.signOut();
  }

  async #set(change: StatusChange, close: boolean): Promise<void> {
    const { client } = this.#provider.current;
    if (client === undefined) return;
    this.failed = false;
    try {
      const status = await client.presence.set(change);
      this.dispatchEvent(new LiveStatusChangeEvent(status));
      if (close) this.#panel?.hidePopover();
    } catch {
      this.failed = true;
    }
  }
}

const icon = (availability: Availability): TemplateResult =>
  html`<svg class="status ${availability}" viewBox="0 0 16 16" aria-hidden="true">${statusShape(availability)}</svg>`;

declare global {
  interface HTMLElementTagNameMap {
    "live-status": LiveStatus;
  }
}
