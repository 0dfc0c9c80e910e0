import type { Person, Section } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { LocaleController } from "../controllers/locale.ts";
import { SearchController } from "../controllers/search.ts";
import { LiveSelectEvent } from "../events/live-select.ts";
import { field } from "../field/field.ts";
import { keepKeys } from "../field/keys.ts";
import type { LiveField } from "../field/live-field.ts";
import { LiveName } from "../live-name/live-name.ts";
import { wordsIn } from "../locales/words.ts";
import { hide, openCard } from "../named/open-card.ts";
import { RowNames } from "../named/row-names.ts";
import { keepBeside } from "../overlay/position.ts";
import { pickerWords } from "../picker/words.ts";
import { pageProvider } from "../provider/page.ts";
import { iconStyles } from "../status/icon.styles.ts";
import { statusShape } from "../status/icon.ts";
import { parts } from "../status/parts.ts";
import { statusText } from "../status/text.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { peopleStyles } from "../theme/people.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { groupsNamed, type Hit, isGroup, keyOf, loadGroups } from "./hits.ts";
import { liveSearchStyles } from "./live-search.styles.ts";
import { words } from "./words.ts";

const RESULTS = 12;

/**
 * A field that finds people while typing, by the beginning of any word of name, title, department, address or phone
 * number. The person chosen is shown below it as a live name, with the card open.
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
  /** Called with a chosen group. Setting it includes groups in the search. @internal */
  takeGroup: ((group: Section) => void) | undefined;
  readonly #locale = new LocaleController(this);
  readonly #search = new SearchController(this, RESULTS, () => this.#found());
  readonly #names = new RowNames(LiveName);
  #release: (() => void) | undefined;
  /** Key of the hit chosen by arrow keys or pointer since the query last changed. */
  #picked: string | undefined;
  /** Closed by Escape: later results do not open the panel. */
  #dismissed = false;

  constructor() {
    super();
    keepKeys(this);
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
    const people = this.#hits;
    return html`<div class="field" part="field">
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M7 2.500a4.500 4.500 0 1 1 0 9a4.500 4.500 0 0 1 0-9zM10.300 10.300l3.400 3.400"></path></svg>
        ${field({
          label,
          placeholder: this.label || say.text("search.hint"),
          className: "text",
          spellcheck: false,
          suggestions: {
            label: say.text("search.results"),
            options: this.expanded ? people.map((person) => this.#words(person)) : [],
            active: this.active,
            choose: (index) => people[index] && this.#choose(people[index]),
          },
          typed: () => this.#typed(),
          pressed: (event) => this.#key(event),
          clicked: () => this.#open(),
          left: () => this.#close(),
        })}
      </div>
      <div class="panel" part="panel" popover="manual" @pointerdown=${(event: Event) => event.preventDefault()} @mousedown=${(event: Event) => event.preventDefault()}>
        <ul aria-hidden="true" ?hidden=${people.length === 0}>${repeat(people, keyOf, (hit, index) =>
          this.#option(hit, index),
        )}</ul>
        ${this.#says === "" ? nothing : html`<div class="says">${this.#says}</div>`}
      </div>
      <div class="sr" role="status">${this.expanded ? this.#announcement : ""}</div>
      ${this.chosen === undefined ? nothing : this.#chosen(this.chosen)}`;
  }

  #option(hit: Hit, index: number): TemplateResult {
    return html`<li class="person option" data-active=${index === this.active}
        @click=${() => this.#choose(hit)} @pointermove=${() => this.#pick(index)}>${isGroup(hit) ? this.#group(hit) : this.#person(hit)}</li>`;
  }

  #group(group: Section): TemplateResult {
    return html`${avatar(group.name)}
      <span class="words"><span class="who" dir="auto">${group.name}</span><span class="line">${this.#count(group)}</span></span>`;
  }

  #count({ people }: Section): string {
    return wordsIn(pickerWords, this.#locale.current).plural("group", people);
  }

  #person(person: Person): TemplateResult {
    const locale = this.#locale.current;
    const presence = this.#search.presenceOf(person.id);
    const availability = presence?.availability ?? "unknown";
    return html`<span class="face">${avatar(person.name, person.photo, person.id)}<span class="badge"><svg class="status ${availability}" viewBox="0 0 16 16" aria-hidden="true">${statusShape(availability)}</svg></span></span>
        <span class="words"><span class="who" dir="auto">${person.name}</span><span class="line parts">${parts(person.title, person.department)}</span></span>
        <span class="status-text">${presence === undefined || availability === "unknown" ? nothing : statusText(locale, presence)}</span>`;
  }

  #chosen(person: Person): TemplateResult {
    const name = this.#names.get(person.id, person.address || person.id, person.name);
    return html`<div class="person chosen">${avatar(person.name, person.photo, person.id)}
      <div class="words"><span class="who">${name}</span><span class="line parts">${parts(person.title, person.department)}</span></div>
    </div>`;
  }

  /** The text of an option for assistive technology. */
  #words(person: Hit): string {
    if (isGroup(person)) return `${person.name}, ${this.#count(person)}`;
    const presence = this.#search.presenceOf(person.id);
    const isKnown = presence !== undefined && presence.availability !== "unknown";
    const status = isKnown ? statusText(this.#locale.current, presence) : "";
    return [person.name, person.title, person.department, status].filter((part) => part !== "").join(", ");
  }

  get #input(): LiveField | null {
    return this.renderRoot.querySelector<LiveField>(".text");
  }

  get #hits(): readonly Hit[] {
    const { state } = this.#search;
    if (state.name !== "found") return [];
    const { client } = pageProvider();
    const groups = client && this.takeGroup ? groupsNamed(client, state.query) : [];
    return [...groups, ...state.found.people];
  }

  /** The message below the people found, or instead of them. */
  get #says(): string {
    const say = wordsIn(words, this.#locale.current);
    const { state } = this.#search;
    if (state.name === "failed") return say.text("search.failed");
    if (state.name !== "found") return "";
    if (this.#hits.length === 0) return say.text("search.none");
    return state.found.more ? say.text("search.more") : "";
  }

  get #announcement(): string {
    const count = this.#hits.length;
    if (count === 0) return this.#says;
    const locale = this.#locale.current;
    return this.takeGroup
      ? wordsIn(pickerWords, locale).plural("found", count)
      : wordsIn(words, locale).plural("search.found", count);
  }

  #typed(): void {
    this.#picked = undefined;
    this.#dismissed = false;
    const { client } = pageProvider();
    if (client && this.takeGroup) void loadGroups(client).then(() => this.requestUpdate());
    // The card of an earlier choice would cover the results.
    hide();
    this.#search.type(this.#input?.value ?? "");
  }

  #open(): void {
    this.#dismissed = false;
    this.#found();
  }

  /** Shows the results. Later results for the same query keep the selected one. */
  #found(): void {
    this.active = Math.max(
      0,
      this.#hits.findIndex((hit) => keyOf(hit) === this.#picked),
    );
    if (this.#search.state.name === "idle" || !this.#input?.hasFocus) this.#close();
    else if (!this.expanded && !this.#dismissed) this.#expand();
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
    const people = this.#hits;
    if (event.isComposing) return;
    if (event.key === "Escape" && this.expanded) {
      this.#close();
      this.#dismissed = true;
    } else if (event.key === "Escape" && this.#input?.value) this.#clear();
    else if (event.key === "ArrowDown" && people.length > 0) this.#move(1);
    else if (event.key === "ArrowUp" && people.length > 0) this.#move(-1);
    else if (event.key === "Enter" && this.expanded && people[this.active]) this.#choose(people[this.active]!);
    else return;
    event.preventDefault();
  }

  #move(step: 1 | -1): void {
    if (!this.expanded) {
      this.#open();
      return;
    }
    const count = this.#hits.length;
    this.#pick((this.active + step + count) % count);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector('[data-active="true"]')?.scrollIntoView({ block: "nearest" }),
    );
  }

  #pick(index: number): void {
    this.active = index;
    const hit = this.#hits[index];
    this.#picked = hit && keyOf(hit);
  }

  #choose(person: Hit): void {
    this.#clear();
    if (isGroup(person)) {
      this.takeGroup?.(person);
      return;
    }
    if (!this.dispatchEvent(new LiveSelectEvent(person))) return;
    this.chosen = person;
    this.#names.keep(new Set([person.id]));
    void this.updateComplete.then(() => openCard(this.#names.get(person.id, person.address || person.id, person.name)));
  }

  #clear(): void {
    this.#close();
    this.#picked = undefined;
    if (this.#input) this.#input.value = "";
    this.#search.type("");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "live-search": LiveSearch;
  }
}
