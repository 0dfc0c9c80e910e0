import type { Person } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import type { LiveName } from "../live-name/live-name.ts";
import { iconStyles } from "../status/icon.styles.ts";
import { statusShape } from "../status/icon.ts";
import { localTime, statusLine } from "../status/text.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { cardStyles } from "./live-card.styles.ts";
import { clockIcon, phoneIcon, pinIcon } from "./marks.ts";
import { keepBeside } from "./position.ts";

/**
 * The card of a person. One serves a whole page; it stands in the shadow of the name it belongs to, so that
 * the Tab key goes from the name into its card, and pointing at the card is pointing at the name.
 */
export class LiveCard extends LitElement {
  static readonly elementName = "card";
  static override styles = [tokens, surface, controls, avatarStyles, iconStyles, cardStyles];
  static override properties = { details: { state: true }, failed: { state: true } };

  declare details: Person | undefined;
  declare failed: boolean;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this);
  #name: LiveName | undefined;
  #done: () => void = () => {};
  #stops: (() => void)[] = [];

  constructor() {
    super();
    this.failed = false;
    // A click in here must not work a link or a row of the page that the name stands in.
    this.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Open beside a name. `done` is called when the card's own buttons ask it to close. */
  show(name: LiveName, done: () => void): void {
    this.close();
    this.#name = name;
    this.#done = done;
    this.details = undefined;
    this.failed = false;
    this.popover = "manual";
    this.role = "dialog";
    this.setAttribute("exportparts", "card, avatar, actions");
    name.renderRoot.append(this);
    this.requestUpdate();
    this.showPopover();
    const { current } = this.#provider;
    const anchor = name.area === name ? (name.renderRoot.querySelector(".name") ?? name) : name.area;
    // An own follower: it renders the card on each change, and counts as near wherever the name is.
    this.#stops = [keepBeside(anchor, this), current.follow(name.person, () => this.requestUpdate())];
    void this.#load(name);
  }

  /** Close without any delay; safe when closed. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#name = undefined;
    this.remove();
  }

  async #load(name: LiveName): Promise<void> {
    const { client, state } = this.#provider.current;
    if (client === undefined || state.name === "signed-out") return;
    try {
      const [details] = await client.directory.get(name.person);
      if (this.#name === name) this.details = details;
    } catch {
      if (this.#name === name) this.failed = true;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const name = this.#name;
    if (name === undefined) return nothing;
    const locale = this.#locale.current;
    const details = this.details;
    const title = details?.name || name.name;
    this.ariaLabel = locale.text("card.label", { name: title });
    const availability = name.watched?.presence.availability ?? "unknown";
    return html`<div class="card" part="card">
      <div class="head">
        <div class="face">
          ${avatar(title, details?.photo)}
          <span class="badge"><svg class="status ${availability}" viewBox="0 0 16 16" aria-hidden="true">${statusShape(availability)}</svg></span>
        </div>
        <div>
          <h2 dir="auto">${title}</h2>
          <div class="role">
            ${[details?.title, details?.department].filter((part) => part).map((part, index) => html`${index > 0 ? " · " : nothing}<bdi>${part}</bdi>`)}
          </div>
        </div>
      </div>
      ${this.#state(name)} ${this.#facts()} ${this.#actions(name, title)}
    </div>`;
  }

  #state(name: LiveName): TemplateResult {
    const locale = this.#locale.current;
    const { state } = this.#provider.current;
    const watched = name.watched;
    let line: string;
    if (state.name === "signed-out" || state.name === "not-configured") line = locale.text("status.signed-out");
    else if (watched?.status === "no-such-person") line = locale.text("status.no-such-person");
    else if (watched === undefined || watched.presence.availability === "unknown") {
      line = locale.text(state.name === "online" ? "status.unknown" : `status.${state.name}`);
    } else line = statusLine(locale, watched.presence, new Date());
    const message = watched?.presence.message ?? "";
    const onlyPhone = watched?.presence.devices.length === 1 && watched.presence.devices[0] === "mobile";
    return html`<div class="state" part="status">
      ${message === "" ? nothing : html`<span class="message" dir="auto">${message}</span>`}
      <span class="line">${line}${onlyPhone ? html` · ${locale.text("device.mobile")}` : nothing}</span>
    </div>`;
  }

  #facts(): TemplateResult | typeof nothing {
    const locale = this.#locale.current;
    if (this.failed) return html`<dl><div><dd>${locale.text("card.failed")}</dd></div></dl>`;
    const { details } = this;
    if (details === undefined) return nothing;
    const time = localTime(locale, details.timeZone, new Date());
    const facts: [TemplateResult, string][] = [];
    if (details.location !== "") facts.push([pinIcon, details.location]);
    if (time !== undefined) facts.push([clockIcon, locale.text("time.local", { time })]);
    if (details.phone !== "") facts.push([phoneIcon, details.phone]);
    if (facts.length === 0) return nothing;
    return html`<dl>${facts.map(([icon, text]) => html`<div><dt aria-hidden="true">${icon}</dt><dd><bdi>${text}</bdi></dd></div>`)}</dl>`;
  }

  #actions(name: LiveName, title: string): TemplateResult | typeof nothing {
    const locale = this.#locale.current;
    const provider = this.#provider.current;
    if (provider.state.name === "signed-out") {
      if (!provider.state.canSignIn) return nothing;
      return this.#buttons(
        html`<button class="primary" type="button" @click=${() => this.#act(() => provider.signIn())}>${locale.text("sign-in")}</button>`,
      );
    }
    if (!this.details?.actions.includes("chat")) return nothing;
    return this.#buttons(html`<button class="primary" type="button" @click=${() => this.#act(() => void name.open())} aria-label=${locale.text("chat.label", { name: title })}>
      ${locale.text("card.chat")}
    </button>`);
  }

  #buttons(content: TemplateResult): TemplateResult {
    return html`<div class="actions" part="actions">${content}</div>`;
  }

  #act(action: () => void): void {
    this.#done();
    action();
  }
}
