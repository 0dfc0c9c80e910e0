import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { FollowController } from "../controllers/follow.ts";
import { LocaleController } from "../controllers/locale.ts";
import { native } from "../dom/native.ts";
import { serveName } from "../named/interaction.ts";
import { pageProvider } from "../provider/page.ts";
import { iconStyles } from "../status/icon.styles.ts";
import { STATUS_SHAPES } from "../status/icon.ts";
import { statusText } from "../status/text.ts";
import { statusTokens } from "../theme/tokens.ts";
import { liveNameStyles } from "./live-name.styles.ts";

/**
 * A name that is a live person. The text between the tags stays as it was written.
 *
 * @element live-name
 * @attr {string} person - Address or id of the person
 * @attr {boolean} no-card - No card on hover, focus and tap
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
    expanded: { state: true },
    dark: { state: true },
  };

  declare person: string;
  declare noCard: boolean;
  declare expanded: boolean;
  /** It is on a dark surface, in a page that does not declare a colour scheme. @internal */
  declare dark: boolean;
  readonly #follow = new FollowController(this);
  readonly #locale = new LocaleController(this);
  #inControl = false;
  #release: (() => void) | undefined;
  #leaveSurface: (() => void) | undefined;

  constructor() {
    super();
    this.person = "";
    this.noCard = false;
    this.expanded = false;
    this.dark = false;
  }

  /** The name as the author wrote it. */
  get name(): string {
    return native(this, "textContent")?.trim().replace(/\s+/g, " ") || this.person;
  }

  get area(): Element {
    return this;
  }

  get anchor(): Element {
    return this.renderRoot.querySelector(".name") ?? this;
  }

  /** It is within a link or button of the page, or contains one; clicks are then the page's. */
  get ofPage(): boolean {
    return this.#inControl;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#inControl =
      this.closest("a[href], button") !== null || native(this, "querySelector")("a[href], button") !== null;
    this.#release = serveName(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
    this.#leaveSurface?.();
    this.#leaveSurface = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("person")) this.#follow.person = this.person.trim();
  }

  protected override updated(): void {
    if (this.#leaveSurface || this.watched?.status !== "known" || saysScheme()) return;
    this.#leaveSurface = () => {};
    void import("./surfaces.ts").then(({ followSurface }) => {
      if (this.isConnected && this.#leaveSurface) this.#leaveSurface = followSurface(this);
    });
  }

  protected override render(): TemplateResult {
    const { presence, watched } = this.#follow;
    const locale = this.#locale.current;
    const status =
      watched?.status === "no-such-person" ? locale.text("status.no-such-person") : statusText(locale, presence);
    const { availability } = presence;
    const shape = STATUS_SHAPES[availability];
    const look = `status ${availability}${this.dark ? " dark" : ""}`;
    // Each is a single template without nested ones: a page renders thousands at once.
    // The word joiner keeps the icon on the line of the name. The brackets separate the hidden text for assistive
    // technology. On one line, because white space here would appear in the sentence around the name.
    if (this.#inControl)
      return html`<span class="name" part="name"><span class="lead" aria-hidden="true"><svg class=${look} part="icon" viewBox="0 0 16 16"><path fill-rule="evenodd" d=${shape}></path></svg>&#8288;</span><span class="text"><slot></slot></span><span class="sr">(${status})</span></span>`;
    return html`<span class="name" part="name" role="button" tabindex="0" aria-haspopup="dialog" aria-expanded=${this.expanded}><span class="lead" aria-hidden="true"><svg class=${look} part="icon" viewBox="0 0 16 16"><path fill-rule="evenodd" d=${shape}></path></svg>&#8288;</span><span class="text"><slot></slot></span><span class="sr">(${status})</span></span>`;
  }

  /** Move the keyboard's focus to the name. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(".name")?.focus(options);
  }

  /** Open a chat with this person, unless a listener of `live-open` prevents it. */
  async open(): Promise<void> {
    const { openChat } = await import("../live-dock/open-chat.ts");
    await openChat(this, this.person, this.name);
  }

  /** What is known of this person now; undefined while nothing is. */
  get watched() {
    return this.#follow.watched;
  }

  get stands(): boolean {
    return true;
  }

  /** Whether a chat makes sense now. */
  get canChat(): boolean {
    const { state } = pageProvider();
    return state.name !== "not-configured" && this.watched?.status !== "no-such-person";
  }
}

/** In a page that declares its colour scheme, style sheets alone choose the colours. */
const saysScheme = (): boolean => getComputedStyle(native(document, "documentElement")).colorScheme !== "normal";

declare global {
  interface HTMLElementTagNameMap {
    "live-name": LiveName;
  }
}
