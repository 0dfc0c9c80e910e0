import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { FollowController } from "../controllers/follow.ts";
import { LocaleController } from "../controllers/locale.ts";
import { pageProvider } from "../provider/page.ts";
import { iconStyles } from "../status/icon.styles.ts";
import { STATUS_SHAPES } from "../status/icon.ts";
import { statusText } from "../status/text.ts";
import { statusTokens } from "../theme/tokens.ts";
import { handleNames } from "./interaction.ts";
import { liveNameStyles } from "./live-name.styles.ts";

/**
 * A name that is a live person. The text between the tags stays as it was written.
 *
 * @element live-name
 * @attr {string} person - Address or id of the person
 * @attr {boolean} no-card - No card on hover, focus and tap
 * @attr {boolean} badge - No text of its own: an icon for the element around it, which takes no room there
 * @slot - The name
 * @event live-open - A chat is asked for; cancelable
 * @event live-card - The card is about to open; cancelable
 * @csspart name - Icon and text
 * @csspart icon - The status icon
 */
export class LiveName extends LitElement {
  static readonly elementName = "name";
  /** @internal */
  static override styles = css`${statusTokens}${iconStyles}${liveNameStyles}`;
  /** @internal */
  static override properties = {
    person: { type: String },
    noCard: { type: Boolean, attribute: "no-card" },
    badge: { type: Boolean, reflect: true },
    expanded: { state: true },
  };

  declare person: string;
  declare noCard: boolean;
  declare badge: boolean;
  declare expanded: boolean;
  readonly #follow = new FollowController(this);
  readonly #locale = new LocaleController(this);
  #inControl = false;
  #area: Element | undefined;
  #release: (() => void) | undefined;

  constructor() {
    super();
    this.person = "";
    this.noCard = false;
    this.badge = false;
    this.expanded = false;
  }

  /** The name as the author wrote it. */
  get name(): string {
    return this.area.textContent?.trim().replace(/\s+/g, " ") || this.person;
  }

  /** What stands for the person on the page: pointing at it opens the card, which stands beside it. */
  get area(): Element {
    return this.#area ?? this;
  }

  /** The name is, or is within, a link or button of the page, whose click is not ours to take. */
  get inControl(): boolean {
    return this.#inControl;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // As an attribute: this may run before the first update has read it.
    this.#area = (this.hasAttribute("badge") && this.parentElement) || this;
    this.#inControl = this.closest("a[href], button") !== null || this.area.querySelector("a[href], button") !== null;
    this.#release = handleNames(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("person")) this.#follow.person = this.person.trim();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { presence, watched } = this.#follow;
    // A badge stands on a page whose author named nobody: what is not a person looks as it did.
    if (this.badge && watched?.status !== "known") return nothing;
    const locale = this.#locale.current;
    const status =
      watched?.status === "no-such-person" ? locale.text("status.no-such-person") : statusText(locale, presence);
    const { availability } = presence;
    const shape = STATUS_SHAPES[availability];
    // Each of these is one template, not made of others: a page makes thousands at once.
    if (this.badge)
      return html`<span class="name" part="name" role="button" tabindex="0" aria-label="${this.name} (${status})" aria-haspopup="dialog" aria-expanded=${this.expanded}><svg class="status ${availability}" part="icon" viewBox="0 0 16 16" aria-hidden="true"><path fill-rule="evenodd" d=${shape}></path></svg></span>`;
    // The word joiner keeps the icon on the line of the name. Brackets, since assistive technology is given a
    // space before the hidden text. In one line: white space here would be white space in the sentence around.
    if (this.#inControl)
      return html`<span class="name" part="name"><span class="lead" aria-hidden="true"><svg class="status ${availability}" part="icon" viewBox="0 0 16 16"><path fill-rule="evenodd" d=${shape}></path></svg>&#8288;</span><span class="text"><slot></slot></span><span class="sr">(${status})</span></span>`;
    return html`<span class="name" part="name" role="button" tabindex="0" aria-haspopup="dialog" aria-expanded=${this.expanded}><span class="lead" aria-hidden="true"><svg class="status ${availability}" part="icon" viewBox="0 0 16 16"><path fill-rule="evenodd" d=${shape}></path></svg>&#8288;</span><span class="text"><slot></slot></span><span class="sr">(${status})</span></span>`;
  }

  /** Move the keyboard's focus to the name. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".name")?.focus(options);
  }

  /** Open a chat with this person, unless a listener of `live-open` prevents it. */
  async open(): Promise<void> {
    const { openChat } = await import("./open-chat.ts");
    await openChat(this, this.person, this.name);
  }

  /** What the page knows of this person now. */
  get watched() {
    return this.#follow.watched;
  }

  /** Whether a card has something to say: of a badge's person, or that the viewer is to sign in to see. */
  get stands(): boolean {
    return !this.badge || this.watched?.status === "known" || pageProvider().state.name === "signed-out";
  }

  /** Whether a chat makes sense now. */
  get canChat(): boolean {
    const { state } = pageProvider();
    return state.name !== "not-configured" && this.watched?.status !== "no-such-person";
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "live-name": LiveName;
  }
}
