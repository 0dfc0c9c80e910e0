import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { ClientController } from "../controllers/client.ts";
import { LocaleController } from "../controllers/locale.ts";
import { keepKeys } from "../field/keys.ts";
import { LiveName } from "../live-name/live-name.ts";
import { wordsIn } from "../locales/words.ts";
import { RowNames } from "../named/row-names.ts";
import { pageProvider } from "../provider/page.ts";
import { isOnline } from "../status/online.ts";
import { statusText } from "../status/text.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { peopleStyles } from "../theme/people.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { liveListStyles } from "./live-list.styles.ts";
import { type ListedPerson, type ListOrder, sorted } from "./order.ts";
import { followPeople, type ListState } from "./people.ts";
import { words } from "./words.ts";

/** Rows shown at first, and added by each press of "more". */
const ROWS = 100;

/**
 * A list of people: those named, a group of the directory, or the people of a document, each a live name.
 *
 * @element live-list
 * @attr {string} people - Addresses or ids, separated by commas or spaces
 * @attr {string} group - Id of a group of the directory; who is in it follows the directory
 * @attr {string} document - Web address of a document, whose people are shown
 * @attr {string} label - What the list is called; by default the group's name
 * @attr {boolean} online-only - Only those who are online
 * @attr {string} sort - `presence` (by default: whoever can be asked first) or `name`
 * @attr {boolean} plain - The rows alone, without count and choices
 * @csspart bar - Count and choices
 * @csspart list - The rows
 */
export class LiveList extends LitElement {
  static readonly elementName = "list";
  /** @internal */
  static override styles = [tokens, surface, controls, avatarStyles, peopleStyles, liveListStyles];
  /** @internal */
  static override properties = {
    people: { type: String },
    group: { type: String },
    document: { type: String },
    label: { type: String },
    onlineOnly: { type: Boolean, attribute: "online-only", reflect: true },
    sort: { type: String, reflect: true },
    plain: { type: Boolean },
    state: { state: true },
    rows: { state: true },
  };

  declare people: string;
  declare group: string;
  declare document: string;
  declare label: string;
  declare onlineOnly: boolean;
  declare sort: ListOrder;
  declare plain: boolean;
  /** @internal */
  declare state: ListState;
  /** @internal */
  declare rows: number;
  readonly #locale = new LocaleController(this);
  readonly #names = new RowNames(LiveName);
  readonly #client = new ClientController(this, (client) => {
    const end = followPeople(client, this, (state) => (this.state = state));
    return () => {
      end();
      this.state = { name: "idle" };
    };
  });

  constructor() {
    super();
    keepKeys(this);
    this.people = "";
    this.group = "";
    this.document = "";
    this.label = "";
    this.onlineOnly = false;
    this.sort = "presence";
    this.plain = false;
    this.state = { name: "idle" };
    this.rows = ROWS;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && (changed.has("people") || changed.has("group") || changed.has("document"))) {
      this.rows = ROWS;
      this.#client.restart();
    }
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const say = wordsIn(words, locale);
    const { state } = this;
    if (state.name !== "shown") return html`<p class="says" role="status">${this.#says()}</p>`;
    const online = state.people.filter(isOnline);
    const label = this.label || state.title || say.text("list.label");
    const shown = sorted(this.onlineOnly ? online : state.people, this.sort, locale.lang);
    const rows = shown.slice(0, this.rows);
    this.#names.keep(new Set(rows.map(({ id }) => id)));
    const count = say.text("list.count", { online: online.length, total: state.people.length });
    return html`${this.plain ? nothing : this.#bar(count)}
      ${
        rows.length === 0
          ? html`<p class="says">${say.text(state.people.length === 0 ? "list.empty" : "list.none-online")}</p>`
          : html`<ul part="list" aria-label=${label}>
              ${repeat(
                rows,
                ({ id }) => id,
                (person) => this.#row(person),
              )}
            </ul>`
      }
      ${shown.length > rows.length ? html`<button class="more quiet" type="button" @click=${() => (this.rows += ROWS)}>${say.text("list.more", { count: Math.min(ROWS, shown.length - rows.length) })}</button>` : nothing}`;
  }

  #bar(count: string): TemplateResult {
    const say = wordsIn(words, this.#locale.current);
    return html`<div class="bar" part="bar">
      <span class="count"><bdi>${count}</bdi></span>
      <div class="choices"><label><input type="checkbox" .checked=${this.onlineOnly} @change=${(event: Event) => (this.onlineOnly = (event.target as HTMLInputElement).checked)} />${say.text("list.online-only")}</label>
      <select aria-label=${say.text("list.sort")} @change=${(event: Event) => (this.sort = (event.target as HTMLSelectElement).value as ListOrder)}>
        <option value="presence" ?selected=${this.sort !== "name"}>${say.text("list.sort-presence")}</option>
        <option value="name" ?selected=${this.sort === "name"}>${say.text("list.sort-name")}</option>
      </select></div>
    </div>`;
  }

  #row({ id, person, name, presence }: ListedPerson): TemplateResult {
    const line = presence.message || statusText(this.#locale.current, presence);
    return html`<li><div class="person">${avatar(name)}
      <div class="words"><span class="who">${this.#names.get(id, person, name)}</span><span class="line" dir="auto">${line}</span></div>
    </div></li>`;
  }

  #says(): string {
    const locale = this.#locale.current;
    const say = wordsIn(words, locale);
    const page = pageProvider().state;
    if (page.name === "signed-out" || page.name === "not-configured") return locale.text("status.signed-out");
    if (this.state.name === "loading") return say.text("list.loading");
    if (this.state.name !== "failed") return say.text("list.empty");
    return say.text(this.state.reason === "no-such-group" ? "list.no-such-group" : "list.failed");
  }
}

export type { ListOrder };

declare global {
  interface HTMLElementTagNameMap {
    "live-list": LiveList;
  }
}
