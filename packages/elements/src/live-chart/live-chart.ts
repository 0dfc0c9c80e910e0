import type { Chart, ChartPerson, Client, LivenameError, Person } from "@livename/client";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { ClientController } from "../controllers/client.ts";
import { LocaleController } from "../controllers/locale.ts";
import { LiveSelectEvent } from "../events/live-select.ts";
import { LiveName } from "../live-name/live-name.ts";
import { wordsIn } from "../locales/words.ts";
import { RowNames } from "../named/row-names.ts";
import { pageProvider } from "../provider/page.ts";
import { parts } from "../status/parts.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { peopleStyles } from "../theme/people.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { liveChartStyles } from "./live-chart.styles.ts";
import { words } from "./words.ts";

/** Loading state of the chart. */
type ChartState =
  | { readonly name: "loading" }
  | { readonly name: "shown"; readonly chart: Chart; readonly reports: readonly ChartPerson[] }
  | { readonly name: "failed"; readonly error: LivenameError };

/**
 * Somebody's place in the organisation: managers above, reports below, each a live name. A row's button moves the chart
 * to that person.
 *
 * @element live-chart
 * @attr {string} person - Address or id; without it the viewer. It changes as one moves
 * @event live-select - Somebody was gone to; cancelable: the chart then stays
 * @csspart person - A row
 */
export class LiveChart extends LitElement {
  static readonly elementName = "chart";
  /** @internal */
  static override styles = [tokens, surface, controls, avatarStyles, peopleStyles, liveChartStyles];
  /** @internal */
  static override properties = { person: { type: String, reflect: true }, state: { state: true } };

  declare person: string;
  /** @internal */
  declare state: ChartState;
  readonly #locale = new LocaleController(this);
  readonly #names = new RowNames(LiveName);
  readonly #client = new ClientController(this, (client) => this.#begin(client));
  #moved = false;

  constructor() {
    super();
    this.person = "";
    this.state = { name: "loading" };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && changed.has("person")) this.#client.restart();
  }

  protected override render(): TemplateResult {
    const say = wordsIn(words, this.#locale.current);
    const { state } = this;
    if (state.name !== "shown" || this.#client.current === undefined) return this.#says();
    const { managers, person } = state.chart;
    this.#names.keep(new Set([person, ...managers.map(personOf), ...state.reports.map(personOf)].map(({ id }) => id)));
    return html`<nav aria-label=${say.text("chart.label")} @keydown=${this.#key}>${this.#from(managers.toReversed(), state)}</nav>`;
  }

  /** The first of these managers, with everybody below. */
  #from(managers: readonly ChartPerson[], state: ChartState & { name: "shown" }): TemplateResult {
    const [manager, ...rest] = managers;
    if (manager === undefined) return this.#centre(state);
    return html`${this.#row(manager, "up")}<div class="below">${this.#from(rest, state)}</div>`;
  }

  #centre({ chart, reports }: ChartState & { name: "shown" }): TemplateResult {
    const say = wordsIn(words, this.#locale.current);
    const { person, total } = chart;
    return html`<div class="person centre" part="person" tabindex="-1" role="group" aria-current="true" aria-label=${person.name}>${this.#who(person)}</div>
      ${
        reports.length === 0
          ? html`<div class="says"><bdi>${say.text("chart.none", { name: person.name })}</bdi></div>`
          : html`<ul class="below" aria-label=${say.text("chart.reports")}>${repeat(
              reports,
              ({ person: { id } }) => id,
              (report) => html`<li>${this.#row(report, "down")}</li>`,
            )}</ul>`
      }
      ${total > reports.length ? html`<button class="more quiet" type="button" @click=${() => void this.#more()}>${say.text("chart.more", { count: total - reports.length })}</button>` : nothing}`;
  }

  #row({ person, reports }: ChartPerson, way: "up" | "down"): TemplateResult {
    const say = wordsIn(words, this.#locale.current);
    const label =
      way === "up" || reports === 0
        ? say.text("chart.go", { name: person.name })
        : say.plural("chart.go-reports", reports, { name: person.name });
    return html`<div class="person" part="person">${this.#who(person)}
      <button class="go" type="button" aria-label=${label} title=${label} @click=${() => this.#go(person)}>
        ${way === "up" || reports === 0 ? nothing : reports.toLocaleString(this.#locale.current.lang)}
        ${way === "up" ? html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3.500 10l4.500-4.500 4.500 4.500"></path></svg>` : html`<svg class="side" viewBox="0 0 16 16" aria-hidden="true"><path d="M6 3.500l4.500 4.500-4.500 4.500"></path></svg>`}
      </button>
    </div>`;
  }

  #who(person: Person): TemplateResult {
    const name = this.#names.get(person.id, person.address || person.id, person.name);
    return html`${avatar(person.name, person.photo, person.id)}
      <div class="words"><span class="who">${name}</span><span class="line parts">${parts(person.title)}</span></div>`;
  }

  #says(): TemplateResult {
    const locale = this.#locale.current;
    const say = wordsIn(words, locale);
    const { state } = this;
    const page = pageProvider().state;
    if (page.name === "signed-out" || page.name === "not-configured")
      return html`<p class="says" role="status">${locale.text("status.signed-out")}</p>`;
    if (state.name !== "failed") return html`<p class="says" role="status">${say.text("chart.loading")}</p>`;
    if (state.error.code === "no-such-person")
      return html`<p class="says" role="status">${say.text("chart.no-such-person")}</p>`;
    return html`<p class="says" role="status">${say.text("chart.failed")}
      <button class="quiet" type="button" @click=${() => this.#client.restart()}>${say.text("chart.retry")}</button></p>`;
  }

  #begin(client: Client): () => void {
    let wanted = true;
    const load = async (): Promise<void> => {
      try {
        const person = this.person.trim() || (await client.ready).id;
        const chart = await client.directory.chart(person);
        if (!wanted) return;
        this.state = { name: "shown", chart, reports: chart.reports };
        await this.updateComplete;
        if (this.#moved) this.renderRoot.querySelector<HTMLElement>(".centre")?.focus();
      } catch (error) {
        if (wanted) this.state = { name: "failed", error: error as LivenameError };
      }
      this.#moved = false;
    };
    // The previous chart stays until the answer has arrived, so that nothing flickers.
    if (this.state.name === "failed") this.state = { name: "loading" };
    void load();
    return () => {
      wanted = false;
    };
  }

  #go(person: Person): void {
    if (!this.dispatchEvent(new LiveSelectEvent(person))) return;
    this.#moved = true;
    this.person = person.address || person.id;
  }

  async #more(): Promise<void> {
    const { state } = this;
    const client = this.#client.current;
    if (state.name !== "shown" || client === undefined) return;
    try {
      const after = state.reports.at(-1)!.person.id;
      const { reports } = await client.directory.chart(state.chart.person.id, { after });
      if (this.state === state) this.state = { ...state, reports: [...state.reports, ...reports] };
    } catch (error) {
      if (this.state === state) this.state = { name: "failed", error: error as LivenameError };
    }
  }

  /** Arrow keys move from row to row. */
  #key(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>(".go, .centre")];
    const at = rows.findIndex((row) => row.closest(".person") === (event.target as Element).closest?.(".person"));
    rows[at + step]?.focus();
    event.preventDefault();
  }
}

const personOf = ({ person }: ChartPerson): Person => person;

declare global {
  interface HTMLElementTagNameMap {
    "live-chart": LiveChart;
  }
}
