import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { wordsIn } from "../locales/words.ts";
import { keepPresses } from "../overlay/presses.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { words } from "./words.ts";

/**
 * The offer to sign in, for a page without a `<live-status>`: small, in the corner where the chats will be. The viewer
 * can hide it.
 */
export class LiveSignIn extends LitElement {
  static readonly elementName = "sign-in";
  static override styles = [
    tokens,
    surface,
    controls,
    css`
      :host {
        position: fixed; inset-block-end: 16px; inset-inline-end: 16px; z-index: 2147483000;
        max-inline-size: calc(100vw - 32px);
      }
      div {
        display: flex; align-items: center; border: 1px solid var(--_border); border-radius: 20px;
        background: var(--_surface); box-shadow: var(--_shadow); padding: 3px;
      }
      button { border-radius: 16px; }
      svg.cross { inline-size: 12px; block-size: 12px; }
      @media (forced-colors: active) { div { border-color: CanvasText; } }
      @media print { :host { display: none; } }
    `,
  ];

  /** Called when the viewer hides the offer. */
  hide: () => void = () => {};
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this);
  #isOffered = false;

  constructor() {
    super();
    keepPresses(this);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this.#provider.current;
    // A retry of the sign-in mostly fails again, so the offer stays while it runs.
    if (state.name !== "connecting") this.#isOffered = state.name === "signed-out" && state.canSignIn;
    if (!this.#isOffered) return nothing;
    const locale = wordsIn(words, this.#locale.current);
    return html`<div part="sign-in" role="region" aria-label=${locale.text("label")}>
      <button class="quiet" type="button" @click=${() => this.#provider.current.signIn()}>${locale.text("offer")}</button>
      <button class="plain" type="button" aria-label=${locale.text("hide")} title=${locale.text("hide")} @click=${() => this.hide()}>
        <svg class="cross" viewBox="0 0 12 12" aria-hidden="true"><path d="M2 2l8 8M10 2l-8 8"/></svg>
      </button>
    </div>`;
  }
}
