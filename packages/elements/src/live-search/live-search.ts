import type { Person } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { keepBeside } from "../card/position.ts";
import { LocaleController } from "../controllers/locale.ts";
import { SearchController } from "../controllers/search.ts";
import { LiveSelectEvent } from "../events/live-select.ts";
import { openCard } from "../live-name/interaction.ts";
import { LiveNames } from "../live-name/names.ts";
import { wordsIn } from "../locales/words.ts";
import { iconStyles } from "../status/icon.styles.ts";
import { statusShape } from "../status/icon.ts";
import { statusText } from "../status/text.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { peopleStyles } from "../theme/people.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { liveSearchStyles } from "./live-search.styles.ts";
import { words } from "./words.ts";

const RESULTS = 12;

/**
 * A field that finds people as one types, by any beginning of name, title, department, address or phone number.
 * Whoever is chosen stands below it as a live name, with the card open.
 *
 * @element live-search
 * @attr {string} label - What the field is called
 * @event live-select - Somebody was chosen; cancelable: the person is then not shown below
 * @csspart field - The field
 * @csspart panel - The people found
 */
export class LiveSearch extends LitElement {
  static readonly elementName = "search";
  /** @internal */
  static override styles = [tokens, surface, controls, avatarStyles, iconStyles, peopleStyles, liveSearchStyles];
  /** @internal */
  static override properties = {
    label: { type: String },
    expanded: { state: true },
    active: { state: true },
    chosen: { state: true },
  };

  declare label: string;
  /** @internal */
  declare expanded: boolean;
  /** @internal */
  declare active: number;
  /** Who was chosen last. */
  declare chosen: Person | undefined;
  readonly #locale = new LocaleController(this);
  readonly #search = new SearchController(this, RESULTS, () => this.#found());
  readonly #names = new LiveNames();
  #release: (() => void) | undefined;

  constructor() {
    super();
    this.label = "";
    this.expanded = false;
    this.active = 0;
    this.chosen = undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  /** Move the keyboard's focus to the field. */
  override focus(options?: FocusOptions): void {
    this.#input?.focus(options);
  }

  protected override render(): TemplateResult {
    const say = wordsIn(words, this.#locale.current);
    const label = this.label || say.text("search.label");
    const people = this.#people;
    const active = this.expanded && people.length > 0 ? `option-${this.active}` : nothing;
    return html`<label class="field" part="field"><span class="sr">${label}</span>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M7 2.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9zM10.300 10.300l3.400 3.400"></path></svg>
        <input type="text" role="combobox" dir="auto" autocomplete="off" spellcheck="false" aria-autocomplete="list" aria-controls="found"
          aria-expanded=${this.expanded && people.length > 0} aria-activedescendant=${active} placeholder=${this.label || say.text("search.hint")}
          @input=${this.#typed} @keydown=${this.#key} @focusout=${this.#close} @click=${this.#found} />
      </label>
      <div class="panel" part="panel" popover="manual" @pointerdown=${(event: Event) => event.preventDefault()} @mousedown=${(event: Event) => event.preventDefault()}>
        <ul id="found" role="listbox" aria-label=${say.text("search.results")} ?hidden=${people.length === 0}>${repeat(
          people,
          ({ id }) => id,
          (person, index) => this.#option(person, index),
        )}</ul>
        ${this.#says === "" ? nothing : html`<div class="says">${this.#says}</div>`}
      </div>
      <div class="sr" role="status">${this.expanded ? this.#announcement : ""}</div>
      ${this.chosen === undefined ? nothing : this.#chosen(this.chosen)}`;
  }

  #option(person: Person, index: number): TemplateResult {
    const locale = this.#locale.current;
    const presence = this.#search.presenceOf(person.id);
    const availability = presence?.availability ?? "unknown";
    return html`<li class="person" role="option" id="option-${index}" aria-selected=${index === this.active}
        @click=${() => this.#choose(person)} @pointermove=${() => (this.active = index)}>
        <span class="face">${avatar(person.name, person.photo)}<span class="badge"><svg class="status ${availability}" viewBox="0 0 16 16" aria-hidden="true">${statusShape(availability)}</svg></span></span>
        <span class="words"><span class="who" dir="auto">${person.name}</span><span class="line">${role(person)}</span></span>
        <span class="status-text">${presence === undefined || availability === "unknown" ? nothing : statusText(locale, presence)}</span>
      </li>`;
  }

  #chosen(person: Person): TemplateResult {
    const name = this.#names.get(person.id, person.address || person.id, person.name);
    return html`<div class="person chosen">${avatar(person.name, person.photo)}
      <div class="words"><span class="who">${name}</span><span class="line">${role(person)}</span></div>
    </div>`;
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  get #people(): readonly Person[] {
    const { state } = this.#search;
    return state.name === "found" ? state.found.people : [];
  }

  /** What stands below the people found, or in their place. */
  get #says(): string {
    const say = wordsIn(words, this.#locale.current);
    const { state } = this.#search;
    if (state.name === "failed") return say.text("search.failed");
    if (state.name !== "found") return "";
    if (state.found.people.length === 0) return say.text("search.none");
    return state.found.more ? say.text("search.more") : "";
  }

  get #announcement(): string {
    const count = this.#people.length;
    return count === 0 ? this.#says : wordsIn(words, this.#locale.current).plural("search.found", count);
  }

  #typed(event: Event): void {
    this.#search.type((event.target as HTMLInputElement).value);
  }

  /** Shows what is there for what was typed. */
  #found(): void {
    this.active = 0;
    if (this.#search.state.name === "idle" || this.shadowRoot?.activeElement !== this.#input) this.#close();
    else if (!this.expanded) this.#expand();
  }

  #expand(): void {
    this.expanded = true;
    void this.updateComplete.then(() => {
      const panel = this.renderRoot.querySelector<HTMLElement>(".panel");
      const field = this.renderRoot.querySelector<HTMLElement>(".field");
      if (!this.expanded || panel === null || field === null) return;
      panel.style.inlineSize = `${field.offsetWidth}px`;
      panel.showPopover();
      this.#release = keepBeside(field, panel);
    });
  }

  #close(): void {
    this.#release?.();
    this.#release = undefined;
    if (!this.expanded) return;
    this.expanded = false;
    this.renderRoot.querySelector<HTMLElement>(".panel")?.hidePopover();
  }

  #key(event: KeyboardEvent): void {
    const people = this.#people;
    if (event.isComposing) return;
    if (event.key === "Escape" && this.expanded) this.#close();
    else if (event.key === "Escape" && this.#input?.value) this.#clear();
    else if (event.key === "ArrowDown" && people.length > 0) this.#move(1);
    else if (event.key === "ArrowUp" && people.length > 0) this.#move(-1);
    else if (event.key === "Enter" && this.expanded && people[this.active]) this.#choose(people[this.active]!);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(step: 1 | -1): void {
    if (!this.expanded) {
      this.#found();
      return;
    }
    const count = this.#people.length;
    this.active = (this.active + step + count) % count;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector(`#option-${this.active}`)?.scrollIntoView({ block: "nearest" }),
    );
  }

  #choose(person: Person): void {
    this.#clear();
    if (!this.dispatchEvent(new LiveSelectEvent(person))) return;
    this.chosen = person;
    this.#names.keep(new Set([person.id]));
    void this.updateComplete.then(() => openCard(this.#names.get(person.id, person.address || person.id, person.name)));
  }

  #clear(): void {
    this.#close();
    if (this.#input) this.#input.value = "";
    this.#search.type("");
  }
}

/** "Sales Director · Sales", each part in its own direction. */
const role = ({ title, department }: Person): TemplateResult[] =>
  [title, department]
    .filter((part) => part !== "")
    .map((part, index) => html`${index > 0 ? " · " : nothing}<bdi>${part}</bdi>`);

declare global {
  interface HTMLElementTagNameMap {
    "live-search": LiveSearch;
  }
}
