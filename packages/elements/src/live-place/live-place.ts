import type { Client, Place, PlaceMember } from "@livename/client";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { native } from "../dom/native.ts";
import { LivePlaceChangeEvent } from "../events/live-place-change.ts";
import { LiveName } from "../live-name/live-name.ts";
import { RowNames } from "../named/row-names.ts";
import { focusOpener } from "../overlay/focus.ts";
import { keepBeside } from "../overlay/position.ts";
import type { Provider } from "../provider/provider.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { pagePlace } from "./canonical.ts";
import { livePlaceStyles } from "./live-place.styles.ts";

/** Avatars shown side by side; the count includes the others. */
const FACES = 5;

/**
 * Who has this page open now. Only on pages with this element are viewers visible to others, and it shows them that
 * they are.
 *
 * @element live-place
 * @attr {string} place - Id of the place; by default the page's canonical address without query and fragment
 * @attr {string} grant - Signed by the host application, when the server demands it
 * @event live-place-change - Somebody entered or left
 * @csspart button - Faces and count
 * @csspart panel - The list of people
 */
export class LivePlace extends LitElement {
  static readonly elementName = "place";
  /** @internal */
  static override styles = [tokens, surface, controls, avatarStyles, livePlaceStyles];
  /** @internal */
  static override properties = {
    place: { type: String },
    grant: { type: String },
    expanded: { state: true },
    failed: { state: true },
  };

  declare place: string;
  declare grant: string;
  declare expanded: boolean;
  declare failed: boolean;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this, (provider) => this.#providerChanged(provider));
  #client: Client | undefined;
  #entered: Place | undefined;
  #grantUsed = "";
  #release: (() => void) | undefined;
  readonly #names = new RowNames(LiveName);

  constructor() {
    super();
    this.place = "";
    this.grant = "";
    this.expanded = false;
    this.failed = false;
  }

  /** Who is here, in order of entering. */
  get people(): readonly PlaceMember[] {
    return this.#entered?.people ?? [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // In the browser's page cache the page is not visible, so its viewer is not here.
    window.addEventListener("pagehide", this.#hide);
    window.addEventListener("pageshow", this.#show);
    window.addEventListener("popstate", this.#show);
    this.#enter();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("pagehide", this.#hide);
    window.removeEventListener("pageshow", this.#show);
    window.removeEventListener("popstate", this.#show);
    this.#release?.();
    this.#leave();
    this.#client = undefined;
    this.expanded = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && (changed.has("place") || changed.has("grant"))) this.#enter();
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const { state } = this.#provider.current;
    if (state.name === "signed-out") {
      if (!state.canSignIn) return html`<span class="here idle">${locale.text("status.signed-out")}</span>`;
      return html`<button class="here idle" part="button" type="button" @click=${() => this.#provider.current.signIn()}>${locale.text("sign-in")}</button>`;
    }
    if (this.failed) return html`<span class="here idle">${locale.text("place.failed")}</span>`;
    const people = this.people;
    const count = people.length + (this.#entered?.unlisted ?? 0);
    if (count === 0) {
      const text =
        state.name === "lost" || state.name === "connecting"
          ? locale.text(`status.${state.name}`)
          : locale.text("place.nobody");
      return html`<span class="here idle">${text}</span>`;
    }
    return html`<button class="here" part="button" type="button" aria-haspopup="dialog" aria-expanded=${this.expanded} @click=${this.#toggle}>
        <span class="stack">${repeat(
          people.slice(0, FACES),
          (person) => person.id,
          (person) => avatar(person.name),
        )}</span>
        <bdi class="count">${locale.plural("place.here", count)}</bdi>
      </button>
      <div class="panel" part="panel" popover role="dialog" aria-label=${locale.plural("place.here", count)} @beforetoggle=${this.#closes} @toggle=${this.#toggled}>
        ${this.expanded ? this.#list(people) : nothing}
      </div>`;
  }

  #list(people: readonly PlaceMember[]): TemplateResult {
    const locale = this.#locale.current;
    const unlisted = this.#entered?.unlisted ?? 0;
    const self = this.#client?.self?.id;
    return html`<ul>
      ${repeat(
        people,
        (person) => person.id,
        (person) => html`<li>
        ${avatar(person.name)}${this.#names.get(person.id, person.address || person.id, person.name)}
        ${person.id === self ? html`<span class="you">${locale.text("place.you")}</span>` : nothing}
      </li>`,
      )}
    </ul>
    ${unlisted > 0 ? html`<div class="more">${locale.plural("place.unlisted", unlisted)}</div>` : nothing}`;
  }

  readonly #hide = (): void => this.#leave();
  readonly #show = (): void => this.#enter();

  #providerChanged(provider: Provider): void {
    const usable = provider.state.name === "signed-out" ? undefined : provider.client;
    if (usable === this.#client) return;
    this.#leave();
    this.#client = usable;
    this.#enter();
  }

  /** Enter the current place, and leave any other. */
  #enter(): void {
    if (this.#client === undefined || !this.isConnected) return;
    const canonical = native(document, "querySelector")<HTMLLinkElement>('link[rel~="canonical"]')?.href;
    const id = this.place.trim() || pagePlace(location.href, canonical);
    if (this.#entered?.id === id && this.#grantUsed === this.grant) return;
    this.#leave();
    this.failed = false;
    const entered = this.#client.places.enter(id, this.grant === "" ? {} : { grant: this.grant });
    this.#entered = entered;
    this.#grantUsed = this.grant;
    entered.on("change", () => {
      if (this.#entered !== entered) return;
      this.requestUpdate();
      this.dispatchEvent(new LivePlaceChangeEvent(id, entered.people));
    });
    entered.on("error", () => {
      this.failed = true;
    });
    this.requestUpdate();
  }

  #leave(): void {
    this.#entered?.leave();
    this.#entered = undefined;
    this.#names.keep(new Set());
    this.requestUpdate();
  }

  #toggle(): void {
    const panel = this.renderRoot.querySelector<HTMLElement>(".panel");
    if (this.expanded) panel?.hidePopover();
    else {
      this.expanded = true;
      void this.updateComplete.then(() => panel?.showPopover());
    }
  }

  #closes(event: Event): void {
    focusOpener(event, this.renderRoot.querySelector<HTMLElement>(".here"));
  }

  #toggled(event: Event): void {
    this.#release?.();
    this.#release = undefined;
    this.expanded = (event as ToggleEvent).newState === "open";
    const button = this.renderRoot.querySelector<HTMLElement>(".here");
    const panel = event.currentTarget as HTMLElement;
    if (this.expanded && button !== null) this.#release = keepBeside(button, panel);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "live-place": LivePlace;
  }
}
