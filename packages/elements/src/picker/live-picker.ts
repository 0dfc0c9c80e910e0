import type { Client, Search, Subject } from "@livename/client";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { field } from "../field/field.ts";
import type { LiveField } from "../field/live-field.ts";
import { wordsIn } from "../locales/words.ts";
import { keepBeside } from "../overlay/position.ts";
import { parts } from "../status/parts.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { type Choice, isIn, isNamed, keyOf } from "./choice.ts";
import { knownTo } from "./known.ts";
import { pickerStyles } from "./live-picker.styles.ts";
import { pickerWords } from "./words.ts";

const PEOPLE = 8;
const GROUPS = 3;

/**
 * Lets the viewer choose people and groups within other elements: a field that searches the directory, and the choices.
 * Each choice is a `change` event, which stays within the element that uses the picker.
 */
export class LivePicker extends LitElement {
  static readonly elementName = "picker";
  static override styles = [tokens, surface, controls, avatarStyles, pickerStyles];
  static override properties = {
    label: { type: String },
    single: { type: Boolean },
    chosen: { attribute: false },
    choices: { state: true },
    current: { state: true },
    says: { state: true },
  };

  /** Name of the field, also for assistive technology. */
  declare label: string;
  /** Allow one choice only. */
  declare single: boolean;
  declare chosen: readonly Subject[];
  declare choices: readonly Choice[];
  declare current: number;
  declare says: "nothing" | "nobody" | "failed";
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this, () => void this.#name());
  #search: { readonly client: Client; readonly search: Promise<Search> } | undefined;
  #release: (() => void) | undefined;
  /** Key of the choice that arrow keys selected since the query last changed. */
  #picked: string | undefined;
  /** Closed by Escape: later results do not open the list. */
  #dismissed = false;

  constructor() {
    super();
    this.label = "";
    this.single = false;
    this.chosen = [];
    this.choices = [];
    this.current = 0;
    this.says = "nothing";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
    void this.#search?.search.then((search) => search.close()).catch(() => {});
    this.#search = undefined;
  }

  override focus(options?: FocusOptions): void {
    (this.#field ?? this.renderRoot.querySelector<HTMLElement>(".chip button"))?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("chosen")) void this.#name();
  }

  protected override updated(): void {
    const list = this.renderRoot.querySelector<HTMLElement>(".list");
    const field = this.#field;
    if (list === null || field === null || list.matches(":popover-open")) return;
    this.#release?.();
    list.style.inlineSize = `${Math.round(field.getBoundingClientRect().width)}px`;
    list.showPopover();
    this.#release = keepBeside(field, list);
  }

  protected override render(): TemplateResult {
    const words = wordsIn(pickerWords, this.#locale.current);
    const isOpen = this.choices.length > 0 || this.says !== "nothing";
    const isFull = this.single && this.chosen.length > 0;
    return html`<div class="box" role="group" aria-label=${this.label}>
      ${this.chosen.length === 0 ? nothing : html`<ul class="chosen">${this.chosen.map((subject) => this.#chip(subject))}</ul>`}
      ${
        isFull
          ? nothing
          : field({
              label: this.label,
              placeholder: words.text("hint"),
              className: "text",
              spellcheck: false,
              suggestions: {
                label: this.label,
                options: this.choices.map(({ name, lines }) =>
                  [name, ...lines].filter((part) => part !== "").join(", "),
                ),
                active: this.current,
                choose: (index) => this.choices[index] && this.#take(this.choices[index]),
              },
              typed: () => this.#type(),
              pressed: (event) => this.#key(event),
              entered: () => this.#begin(),
              left: () => this.#close(),
            })
      }
      ${isOpen && !isFull ? this.#list() : nothing}
      <div class="sr" role="status">${this.says !== "nothing" ? words.text(this.says) : this.choices.length > 0 ? words.plural("found", this.choices.length) : ""}</div>
    </div>`;
  }

  #chip(subject: Subject): TemplateResult {
    const words = wordsIn(pickerWords, this.#locale.current);
    const { client } = this.#provider.current;
    const name = (client && knownTo(client).nameOf(subject)) ?? (typeof subject === "string" ? subject : subject.group);
    return html`<li class="chip"><bdi title=${name}>${name}</bdi
      ><button class="plain" type="button" aria-label=${words.text("remove", { name })} @click=${() => this.#choose(this.chosen.filter((one) => keyOf(one) !== keyOf(subject)))}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3L3 13"></path></svg></button
    ></li>`;
  }

  #list(): TemplateResult {
    // A press must not take the focus from the field, which would close the list.
    const hold = (event: Event): void => event.preventDefault();
    if (this.choices.length === 0) {
      const words = wordsIn(pickerWords, this.#locale.current);
      return html`<div class="list" popover="manual" @mousedown=${hold}><div class="says">${this.says === "nothing" ? nothing : words.text(this.says)}</div></div>`;
    }
    return html`<div class="list" popover="manual" aria-hidden="true" @mousedown=${hold}>
      ${this.choices.map((choice, index) => this.#option(choice, index))}
    </div>`;
  }

  #option(choice: Choice, index: number): TemplateResult {
    const isCurrent = index === this.current;
    return html`<div class="option ${isCurrent ? "current" : ""}" @click=${() => this.#take(choice)}>
      ${avatar(choice.name)}<span class="words"><span><bdi>${choice.name}</bdi></span><span class="line parts">${parts(...choice.lines)}</span></span>
    </div>`;
  }

  get #field(): LiveField | null {
    return this.renderRoot.querySelector<LiveField>(".text");
  }

  /** Loads the names of the chosen subjects. */
  async #name(): Promise<void> {
    const { client } = this.#provider.current;
    if (client === undefined || this.chosen.length === 0) return;
    // If this fails, their ids are shown; the next change loads them again.
    await knownTo(client)
      .load(this.chosen)
      .catch(() => {});
    this.requestUpdate();
  }

  #begin(): void {
    const { client } = this.#provider.current;
    if (client === undefined) return;
    void knownTo(client)
      .loadGroups()
      .then(() => this.#show())
      .catch(() => {});
    if (this.#search?.client === client) return;
    const search = client.directory.createSearch({ limit: PEOPLE }).then((search) => {
      search.on("change", () => this.#show());
      search.on("error", () => {
        this.says = "failed";
      });
      return search;
    });
    this.#search = { client, search };
    search.catch(() => {
      this.#search = undefined;
    });
  }

  #type(): void {
    this.#picked = undefined;
    this.#dismissed = false;
    this.#begin();
    const query = this.#field?.value.trim() ?? "";
    if (query === "") this.#close();
    void this.#search?.search.then((search) => search.type(query)).catch(() => this.#fail());
  }

  #fail(): void {
    this.says = "failed";
  }

  async #show(): Promise<void> {
    const mine = this.#search;
    const query = this.#field?.value.trim() ?? "";
    if (mine === undefined || query === "" || this.#dismissed || !this.#field?.hasFocus) return;
    const search = await mine.search.catch(() => undefined);
    if (search === undefined || mine !== this.#search || this.#dismissed) return;
    const words = wordsIn(pickerWords, this.#locale.current);
    const groups = knownTo(mine.client)
      .groups.filter(({ name }) => isNamed(name, query))
      .slice(0, GROUPS)
      .map(({ id, name, people }) => ({ subject: { group: id }, name, lines: [words.plural("group", people)] }));
    const people = search.found.people
      .filter(({ id }) => id !== mine.client.self?.id)
      .map(({ id, name, title, department, address }) => ({
        subject: id,
        name,
        lines: title === "" && department === "" ? [address] : [title, department],
      }));
    this.choices = [...groups, ...people].filter(({ subject }) => !isIn(this.chosen, subject));
    this.current = Math.max(
      0,
      this.choices.findIndex(({ subject }) => keyOf(subject) === this.#picked),
    );
    // A search that is still running may find somebody.
    this.says = this.choices.length === 0 && search.query === query ? "nobody" : "nothing";
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const count = this.choices.length;
    if (event.key === "Enter") {
      // Never submits the form around it, which is not complete while somebody is choosing.
      event.preventDefault();
      if (count > 0) this.#take(this.choices[this.current]!);
    } else if (event.key === "Escape" && (count > 0 || this.says !== "nothing")) {
      event.preventDefault();
      this.#close();
      this.#dismissed = true;
    } else if (event.key === "ArrowDown" && this.#dismissed) {
      event.preventDefault();
      this.#dismissed = false;
      void this.#show();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count > 0) {
      event.preventDefault();
      this.current = (this.current + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      this.#picked = keyOf(this.choices[this.current]!.subject);
      void this.updateComplete.then(() =>
        this.renderRoot.querySelector(".option.current")?.scrollIntoView({ block: "nearest" }),
      );
    } else if (event.key === "Backspace" && this.#field?.value === "" && this.chosen.length > 0) {
      this.#choose(this.chosen.slice(0, -1));
    }
  }

  #take({ subject, name }: Choice): void {
    const { client } = this.#provider.current;
    if (client !== undefined) knownTo(client).remember(subject, name);
    if (this.#field !== null) this.#field.value = "";
    this.#close();
    void this.#search?.search.then((search) => search.type("")).catch(() => {});
    this.#choose(this.single ? [subject] : [...this.chosen, subject]);
  }

  #choose(chosen: readonly Subject[]): void {
    this.chosen = chosen;
    this.dispatchEvent(new Event("change"));
    // The focused button may have been removed.
    void this.updateComplete.then(() => this.focus());
  }

  #close(): void {
    this.#release?.();
    this.#release = undefined;
    this.choices = [];
    this.says = "nothing";
  }
}
