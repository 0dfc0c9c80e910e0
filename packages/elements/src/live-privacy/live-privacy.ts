import type { Client, LivenameError, PrivacySettings, Subject } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { ensureDefined } from "../define/registry.ts";
import { keepKeys } from "../field/keys.ts";
import { wordsIn } from "../locales/words.ts";
import { LivePicker } from "../picker/live-picker.ts";
import type { Provider } from "../provider/provider.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { changeOf, type Draft, draftOf, emptyRow, SHOWN_AT_MOST, type ShownRow } from "./draft.ts";
import { privacyStyles } from "./live-privacy.styles.ts";
import { shownRow } from "./shown-row.ts";
import { type PrivacyWord, privacyWords } from "./words.ts";

const MODES: readonly PrivacySettings["mode"][] = ["everybody", "allow", "block"];
const DEFAULT_STATUS_CHARS = 200;

type Phase =
  | { readonly name: "idle" | "saving" | "saved" }
  | { readonly name: "failed"; readonly why: `problem.${"nobody-chosen" | "past" | "too-many" | "failed"}` };

/**
 * Who may see the viewer, and who sees another status. Nothing changes until it is saved; changes by another device are
 * shown at once.
 *
 * @element live-privacy
 */
export class LivePrivacy extends LitElement {
  static readonly elementName = "privacy";
  /** @internal */
  static override styles = [tokens, surface, controls, privacyStyles];
  /** @internal */
  static override properties = {
    settings: { state: true },
    draft: { state: true },
    phase: { state: true },
    elsewhere: { state: true },
    unreachable: { state: true },
  };

  /** The settings on the server. */
  declare settings: PrivacySettings | undefined;
  /** @internal */
  declare draft: Draft | undefined;
  /** @internal */
  declare phase: Phase;
  /** @internal */
  declare elsewhere: boolean;
  /** @internal */
  declare unreachable: boolean;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this, (provider) => this.#use(provider));
  readonly #pickers = new Map<number, LivePicker>();
  #client: Client | undefined;
  #stop: (() => void) | undefined;
  /** The draft while it has unsaved changes. */
  #touched: Draft | undefined;

  constructor() {
    super();
    keepKeys(this);
    this.phase = { name: "idle" };
    this.elsewhere = false;
    this.unreachable = false;
    ensureDefined(LivePicker);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave();
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const words = wordsIn(privacyWords, locale);
    const { state } = this.#provider.current;
    if (state.name === "signed-out" || state.name === "not-configured") {
      const signIn = state.name === "signed-out" && state.canSignIn;
      return html`<div class="quietly">${locale.text("status.signed-out")}
        ${signIn ? html`<button class="quiet" type="button" @click=${() => this.#provider.current.signIn()}>${locale.text("sign-in")}</button>` : nothing}</div>`;
    }
    const draft = this.draft;
    if (draft === undefined) {
      return html`<div class="quietly" role="status">${words.text(this.unreachable ? "problem.load" : "loading")}
        ${this.unreachable ? html`<button class="quiet" type="button" @click=${this.#load}>${words.text("problem.retry")}</button>` : nothing}</div>`;
    }
    return html`<form novalidate @submit=${this.#submit}>
      ${this.#who(draft)}
      <div class="part">
        <h2 id="shown" tabindex="-1">${words.text("shown")}</h2>
        ${draft.shown.length > 0 ? html`<p>${words.text("explain.shown")}</p>` : nothing}
        ${repeat(
          draft.shown,
          ({ key }) => key,
          (row, index) => this.#row(row, index),
        )}
        ${draft.shown.length < SHOWN_AT_MOST ? html`<button class="add" type="button" @click=${this.#add}><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 3v10M3 8h10"></path></svg>${words.text("shown.add")}</button>` : nothing}
      </div>
      ${this.elsewhere ? html`<div class="elsewhere" role="alert">${words.text("elsewhere")}</div>` : nothing}
      ${this.#end()}
    </form>`;
  }

  #who(draft: Draft): TemplateResult {
    const words = wordsIn(privacyWords, this.#locale.current);
    const explain: PrivacyWord =
      draft.mode === "everybody"
        ? "explain.everybody"
        : draft.listed.length === 0
          ? `explain.${draft.mode}.nobody`
          : `explain.${draft.mode}`;
    return html`<fieldset>
      <legend>${words.text("who")}</legend>
      <div class="modes">${MODES.map(
        (mode) => html`<label class="mode"><input type="radio" name="mode" value=${mode} .checked=${mode === draft.mode}
          @change=${() => this.#edit({ mode, listed: mode === draft.mode ? draft.listed : [] })} />${words.text(mode)}</label>`,
      )}</div>
      ${draft.mode === "everybody" ? nothing : this.#picker(0, words.text(`people.${draft.mode}`), draft.listed, (listed) => this.#edit({ listed }))}
      <p role="status">${words.text(explain)}</p>
    </fieldset>`;
  }

  #row(row: ShownRow, index: number): TemplateResult {
    const locale = this.#locale.current;
    const words = wordsIn(privacyWords, locale);
    const change = (change: Partial<ShownRow>): void =>
      this.#edit({
        shown: (this.draft?.shown ?? []).map((one) => (one.key === row.key ? { ...one, ...change } : one)),
      });
    return shownRow(row, {
      locale,
      count: index + 1,
      messageChars: this.#client?.server?.limits.statusChars ?? DEFAULT_STATUS_CHARS,
      picker: this.#picker(row.key, words.text("shown.to"), row.to, (to) => change({ to })),
      change,
      remove: () => {
        this.#pickers.delete(row.key);
        this.#edit({ shown: (this.draft?.shown ?? []).filter(({ key }) => key !== row.key) });
        this.renderRoot.querySelector<HTMLElement>("#shown")?.focus();
      },
    });
  }

  #end(): TemplateResult {
    const words = wordsIn(privacyWords, this.#locale.current);
    const { phase } = this;
    const says =
      phase.name === "failed"
        ? words.text(phase.why)
        : phase.name !== "idle"
          ? words.text(phase.name)
          : this.#isTouched
            ? words.text("unsaved")
            : "";
    const look = phase.name === "failed" ? "failed" : phase.name === "saved" ? "done" : "";
    return html`<div class="end">
      <span class="says ${look}" role=${phase.name === "failed" ? "alert" : "status"}>${says}</span>
      ${this.#isTouched && phase.name !== "saving" ? html`<button type="button" @click=${this.#discard}>${words.text("discard")}</button>` : nothing}
      <button class="primary" type="submit" ?disabled=${!this.#isTouched || phase.name === "saving"}>${words.text("save")}</button>
    </div>`;
  }

  /** The picker of the list (key 0) or of a row. It is created once, so that its input survives rendering. */
  #picker(
    key: number,
    label: string,
    chosen: readonly Subject[],
    changed: (chosen: readonly Subject[]) => void,
  ): LivePicker {
    let picker = this.#pickers.get(key);
    if (picker === undefined) {
      picker = new LivePicker();
      this.#pickers.set(key, picker);
    }
    const own = picker;
    own.label = label;
    own.chosen = chosen;
    own.onchange = () => changed(own.chosen);
    return own;
  }

  get #isTouched(): boolean {
    return this.draft !== undefined && this.draft === this.#touched;
  }

  #edit(change: Partial<Draft>): void {
    if (this.draft === undefined) return;
    this.#touched = { ...this.draft, ...change };
    this.draft = this.#touched;
    this.phase = { name: "idle" };
  }

  #add(): void {
    const row = emptyRow();
    this.#edit({ shown: [...(this.draft?.shown ?? []), row] });
    void this.updateComplete.then(() => this.#pickers.get(row.key)?.focus());
  }

  #discard(): void {
    if (this.settings !== undefined) this.#show(this.settings);
    this.phase = { name: "idle" };
  }

  /** Show saved settings in the form. */
  #show(settings: PrivacySettings): void {
    this.#pickers.clear();
    this.#touched = undefined;
    this.elsewhere = false;
    this.draft = draftOf(settings);
  }

  #use(provider: Provider): void {
    const client = provider.state.name === "signed-out" ? undefined : provider.client;
    if (client === this.#client || !this.isConnected) return;
    this.#leave();
    this.#client = client;
    this.#stop = client?.privacy.on("change", (settings) => {
      this.settings = settings;
      if (!this.#isTouched) this.#show(settings);
      // A change saved here is also reported here.
      else if (this.phase.name !== "saving") this.elsewhere = true;
    });
    void this.#load();
  }

  #leave(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#client = undefined;
    this.settings = undefined;
    this.draft = undefined;
    this.#pickers.clear();
  }

  async #load(): Promise<void> {
    const client = this.#client;
    this.unreachable = false;
    try {
      const settings = await client?.privacy.get();
      if (settings === undefined || client !== this.#client || this.draft !== undefined) return;
      this.settings = settings;
      this.#show(settings);
    } catch {
      this.unreachable = client === this.#client;
    }
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { draft } = this;
    if (draft === undefined || this.#client === undefined || !this.#isTouched) return;
    const wanted = changeOf(draft, new Date());
    if ("problem" in wanted) {
      this.phase = { name: "failed", why: `problem.${wanted.problem}` };
      return;
    }
    this.phase = { name: "saving" };
    try {
      const settings = await this.#client.privacy.set(wanted.change);
      this.settings = settings;
      // Edits made while this was being saved are not saved yet.
      if (this.draft === draft) this.#show(settings);
      this.phase = { name: this.draft === this.#touched ? "idle" : "saved" };
    } catch (error) {
      const { code } = error as LivenameError;
      this.elsewhere ||= code === "stale";
      this.phase =
        code === "stale"
          ? { name: "idle" }
          : { name: "failed", why: code === "too-many" ? "problem.too-many" : "problem.failed" };
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "live-privacy": LivePrivacy;
  }
}
