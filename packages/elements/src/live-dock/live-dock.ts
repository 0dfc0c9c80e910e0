import type { Message } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Announcer } from "../attention/announcer.ts";
import { AttentionController } from "../attention/attention.ts";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { native } from "../dom/native.ts";
import type { LiveCloseEvent } from "../events/live-close.ts";
import { whenEscaped } from "../field/escape.ts";
import { keepKeys } from "../field/keys.ts";
import { readDockPlace } from "../overlay/dock-place.ts";
import { keepPresses } from "../overlay/presses.ts";
import { selectByPointing } from "../overlay/selecting.ts";
import { takeTheme } from "../overlay/theme.ts";
import type { ChatSurface, Provider } from "../provider/provider.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { DockChats } from "./chats.ts";
import { DockAlerts } from "./dock-alerts.ts";
import { type Docked, sameChat } from "./docked.ts";
import { FocusReturn } from "./focus-return.ts";
import { DockInbox } from "./inbox.ts";
import type { KeptChat, KeptDock } from "./kept.ts";
import { dockStyles } from "./live-dock.styles.ts";
import { DockMemory } from "./memory.ts";
import { PageLife } from "./page-life.ts";
import { Panels } from "./panels.ts";
import { Standing } from "./standing.ts";
import { dockOpener, dockTab } from "./tabs.ts";

/**
 * The page's chats, at its lower edge: a tab for each, one of them open; on phones a button that opens them over the
 * page. A message from somebody new adds a tab. Open chats and unsent texts are carried from page to page. On a page
 * without a `<live-alerts>`, alerts are shown beside the tabs.
 *
 * @element live-dock
 * @attr {string} place - Side and free pixels below: "start", "64px", "start 64px"; otherwise the end of the lower edge
 * @csspart tabs - The row of tabs
 * @csspart tab - One tab
 */
export class LiveDock extends LitElement implements ChatSurface {
  static readonly elementName = "dock";
  /** @internal */
  static override styles = [tokens, surface, controls, avatarStyles, dockStyles];
  /** @internal */
  static override properties = {
    current: { state: true },
    announcement: { state: true },
    place: { type: String },
    listing: { state: true },
  };

  declare place: string;
  /** On a phone: whether the list of chats is open. @internal */
  declare listing: boolean;
  /** The person whose chat is open, as it was opened; undefined when all are minimised. */
  declare current: string | undefined;
  declare announcement: string;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this, (provider) => this.#providerChanged(provider));
  readonly #panels = new Panels();
  readonly #chats = new DockChats(() => this.requestUpdate());
  readonly #announcer = new Announcer((texts) => {
    this.announcement = texts.length === 1 ? texts[0]! : this.#locale.current.plural("chat.several", texts.length);
  });
  readonly #inbox = new DockInbox({
    opened: () => this.#memory.become(this.#inbox.own),
    changed: (items) => this.#chats.update(items, this.#inbox.own),
    message: (from, message) => void this.#announce(from, message),
  });
  readonly #focusReturn = new FocusReturn();
  readonly #memory = new DockMemory({ forget: () => this.#forget(), recall: (kept) => this.#recall(kept) });
  readonly #standing = new Standing(this);
  readonly #alerts = new DockAlerts(this, (text) => {
    this.announcement = text;
  });
  /**
   * The author has not written it into the page: it is placed behind the body, and comes back when the page removes it.
   */
  #isOwn = false;
  #returns = 0;
  /** The page came back from the browser's page cache, and nobody has been online since. */
  #isReturned = false;

  constructor() {
    super();
    keepKeys(this);
    keepPresses(this);
    new AttentionController(this);
    new PageLife(this, { keep: () => this.#keep(), returned: () => this.#returned() });
    this.announcement = "";
    this.place = "";
    this.listing = false;
    // Focus that moves between our controls is none of the page's business; its focus trap would take the focus away.
    for (const type of ["focusin", "focusout"]) this.addEventListener(type, (event) => event.stopPropagation());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // An author's dock replaces one that was added automatically.
    const there = this.#provider.current.chats;
    if (there instanceof LiveDock && there.#isOwn && !this.#isOwn) there.leave();
    pageSurface(this.#provider.current, this, undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#keep();
    // When it is moved within the page, it is connected again at once.
    if (this.#standing.isMoving) return;
    pageSurface(this.#provider.current, undefined, this);
    this.#announcer.stop();
    this.#inbox.leave();
    setTimeout(() => this.#gone());
  }

  /** Being moved by `moveBefore()` changes nothing. @internal */
  connectedMoveCallback(): void {}

  /**
   * Stay in the page, behind the body, until {@link LiveDock.leave}; for a page whose author wrote no dock.
   *
   * @internal
   */
  stay(): void {
    this.#isOwn = true;
    this.#comeBack();
  }

  /** @internal */
  leave(): void {
    this.#isOwn = false;
    this.remove();
    this.#standing.leave();
  }

  /**
   * Open the chat with a person and focus it.
   *
   * @param from the chat becomes usable where this element is, such as in a modal dialog
   */
  open(person: string, name = "", from?: Element): void {
    this.#focusReturn.remember();
    if (from !== undefined) this.#standing.joinLayerOf(from);
    if (from !== undefined && this.#isOwn) takeTheme(this, from);
    this.#raise();
    const known = this.#chats.find(person);
    if (known === undefined) this.#chats.add(person, name);
    this.#show(known?.person ?? person);
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const open = this.#chats.all.find((chat) => chat.person === this.current);
    const { side, above } = readDockPlace(this.place) ?? { side: "end", above: 0 };
    return html`<div class="dock ${side} ${above > 0 ? "lifted" : ""} ${this.listing ? "listing" : ""}" popover="manual" ?data-open=${open !== undefined}>
      ${open === undefined ? nothing : html`<div class="panel" @keydown=${this.#escape} @keyup=${this.#escape} @live-close=${(event: LiveCloseEvent) => (event.detail.keep ? this.#minimise() : this.#close(open))}>${this.#panels.get(open)}</div>`}
      ${
        this.#chats.all.length === 0
          ? nothing
          : html`${dockOpener(this.#chats.all, this.listing, () => this.#list(), locale)}<div class="scrim" @click=${() => (this.listing = false)}></div>
      <div class="tabs" part="tabs" role="region" aria-label=${locale.text("dock.label")} @keydown=${this.#escapeList} @keyup=${this.#escapeList}>
        <div class="listed">${locale.text("dock.label")}<button class="plain" type="button" aria-label=${locale.text("dock.shut")} @click=${() => this.#unlist()}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"></path></svg></button></div>
        ${repeat(
          this.#chats.all,
          (chat) => chat.person,
          (chat) => {
            const expanded = chat.person === this.current;
            return dockTab(
              { chat, person: this.#chats.personOf(chat.person), expanded, press: () => this.#toggle(chat) },
              locale,
            );
          },
        )}
      </div>`
      }
      ${this.#alerts.render(locale, ({ person, name }) => this.open(person, name))}
      <div class="sr" aria-live="polite">${this.announcement}</div>
    </div>`;
  }

  protected override firstUpdated(): void {
    if (this.#box) selectByPointing(this.#box);
  }

  protected override updated(): void {
    const box = this.#box;
    box?.style.setProperty("--_above", `${readDockPlace(this.place)?.above ?? 0}px`);
    if (box && this.isConnected && !box.matches(":popover-open")) box.showPopover();
    this.#keep();
  }

  get #box(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".dock");
  }

  #list(): void {
    const [only, second] = this.#chats.all;
    if (only !== undefined && second === undefined) this.#show(only.person);
    else this.listing = true;
  }

  #unlist(): void {
    this.listing = false;
    void this.updateComplete.then(() => this.#focusOpener());
  }

  readonly #escapeList = whenEscaped(
    () => this.#unlist(),
    () => this.listing,
  );

  /** Moves it above everything added to the top layer since. */
  #raise(): void {
    const box = this.#box;
    if (!box?.matches(":popover-open")) return;
    box.hidePopover();
    box.showPopover();
  }

  /** Removed from the page, perhaps with everything else: chats continue in another dock, or in this one. */
  #gone(): void {
    if (this.isConnected) return;
    if (!this.#isOwn) void this.#provider.current.summon?.();
    else if (this.#returns++ < RETURNS) this.#comeBack();
  }

  #comeBack(): void {
    this.#standing.standBehindBody();
    takeTheme(this, native(document, "body") ?? native(document, "documentElement"));
    this.#raise();
  }

  #show(person: string): void {
    this.current = person;
    this.listing = false;
    void this.updateComplete.then(() => this.#panels.focus(person));
  }

  #toggle(chat: Docked): void {
    if (this.current === chat.person) this.#minimise();
    else this.#show(chat.person);
  }

  #minimise(): void {
    this.#putAway(this.#chats.all.findIndex(({ person }) => person === this.current));
  }

  #close(chat: Docked): void {
    const at = this.#chats.all.indexOf(chat);
    this.#chats.close(chat, this.#inbox.items, this.#inbox.own);
    this.#panels.remove(chat.person);
    this.#putAway(at);
  }

  readonly #escape = whenEscaped(() => this.#minimise());

  /**
   * Minimise the open chat. The focus returns to where it was before, else to the tab of this chat, or to the one now
   * in its place.
   */
  #putAway(at: number): void {
    const hadKeyboard = this.shadowRoot?.activeElement != null;
    this.current = undefined;
    const isBack = this.#focusReturn.giveBack(this);
    if (isBack || !hadKeyboard) return;
    void this.updateComplete.then(() => {
      const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>(".tab")];
      tabs[Math.min(at, tabs.length - 1)]?.focus();
      // On a phone the tabs are hidden, and this button stands for them.
      this.#focusOpener();
    });
  }

  #focusOpener(): void {
    this.renderRoot.querySelector<HTMLElement>(".opener")?.focus();
  }

  #providerChanged(provider: Provider): void {
    const usable = provider.state.name === "online" || provider.state.name === "lost" ? provider.client : undefined;
    const ended = provider.client?.state;
    const isOut = ended?.name === "closed" && (ended.reason === "signed-out" || this.#isReturned);
    if (isOut) this.#memory.become(undefined);
    if (provider.state.name === "online") this.#isReturned = false;
    this.#inbox.use(usable);
  }

  #forget(): void {
    this.#chats.clear();
    this.current = undefined;
    this.#panels.clear();
    this.#announcer.stop();
  }

  /** Go on with what the previous page had open. */
  #recall(kept: KeptDock): void {
    const others = this.#chats.recall(kept);
    this.#panels.expect(others);
    this.current ??= others.find(({ person }) => person === kept.current)?.person;
  }

  /** Back from the browser's page cache: what was written last, on whatever page, counts. */
  #returned(): void {
    this.#isReturned = true;
    const kept = this.#memory.reread();
    if (kept !== undefined) this.#panels.restore(kept.chats);
  }

  #keep(): void {
    const chats = this.#chats.all.map(({ person, id, name }): KeptChat => {
      const { draft, fromEnd } = this.#panels.stateOf(person);
      return { person, id, name: this.#chats.personOf(person)?.name ?? name, draft, fromEnd };
    });
    this.#memory.keep({ chats, current: this.current, closed: this.#chats.closed });
  }

  /** Messages of the open chat are announced by the chat itself. */
  async #announce(from: string, message: Message): Promise<void> {
    const open = this.#chats.all.find((chat) => chat.person === this.current);
    if (open !== undefined && sameChat(open, from)) return;
    const name = (this.#chats.personOf(from) ?? (await this.#chats.know(from)))?.name ?? from;
    this.#announcer.add(this.#locale.current.text("chat.from", { name, text: message.text }));
  }
}

/** How often the dock comes back before it accepts that the page removes it. */
const RETURNS = 100;

/** Registers the page's first dock as the place for its chats, and unregisters it when it leaves. */
function pageSurface(provider: Provider, surface: ChatSurface | undefined, leaving: ChatSurface | undefined): void {
  if (surface !== undefined) provider.chats ??= surface;
  else if (provider.chats === leaving) provider.chats = undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    "live-dock": LiveDock;
  }
}
