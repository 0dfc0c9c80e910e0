import type { Person } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { languageOf } from "../locales/load.ts";
import type { Named } from "../named/named.ts";
import { standIn } from "../overlay/layer.ts";
import { keepBeside } from "../overlay/position.ts";
import { keepPresses } from "../overlay/presses.ts";
import { takeTheme } from "../overlay/theme.ts";
import { iconStyles } from "../status/icon.styles.ts";
import { statusShape } from "../status/icon.ts";
import { parts } from "../status/parts.ts";
import { localTime, statusLine } from "../status/text.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { tokens } from "../theme/tokens.ts";
import type { FurtherActions } from "./further-actions.ts";
import { cardStyles } from "./live-card.styles.ts";
import { clockIcon, phoneIcon, pinIcon } from "./marks.ts";

/** What a tap would have done on the page. The card, which opened instead, offers it. */
export interface OwnAction {
  readonly kind: "mail" | "other";
  press(): void;
}

/**
 * The card of a person. One card serves the whole page. It is placed outside the name's ancestors, so that a click in
 * it does not activate the page's link, label or row around the name.
 */
export class LiveCard extends LitElement {
  static readonly elementName = "card";
  static override styles = [tokens, surface, controls, avatarStyles, iconStyles, cardStyles];
  static override properties = { details: { state: true }, failed: { state: true } };

  declare details: Person | undefined;
  declare failed: boolean;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this);
  /** Loaded when the first details have arrived. */
  #further: FurtherActions | undefined;
  #name: Named | undefined;
  /** The name the card was opened for, once one of several people was chosen. */
  #of: Named | undefined;
  #several: typeof import("./several.ts") | undefined;
  #done: () => void = () => {};
  #own: OwnAction | undefined;
  #stops: (() => void)[] = [];

  constructor() {
    super();
    this.failed = false;
    keepPresses(this);
    for (const type of ["pointerenter", "focusin"])
      this.addEventListener(type, () => {
        const { client, state } = this.#provider.current;
        if (client !== undefined && state.name === "online" && this.details) this.#further?.approach(client);
      });
  }

  /** The tab stops of the card, in order. */
  get stops(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("button, a[href]")];
  }

  get focused(): Element | null {
    return this.shadowRoot?.activeElement ?? null;
  }

  /** Open beside a name, within `layer`. `done` is called when the card's own buttons ask it to close. */
  show(name: Named, layer: Element, done: () => void, own?: OwnAction): void {
    this.close();
    this.#name = name;
    this.#done = done;
    this.#own = own;
    this.details = undefined;
    this.failed = false;
    this.#further?.begin();
    this.popover = "manual";
    this.role = "dialog";
    this.tabIndex = -1;
    this.lang = languageOf(name.area);
    takeTheme(this, name.area);
    standIn(layer, this);
    this.requestUpdate();
    this.showPopover();
    this.#stops = [keepBeside(name.anchor, this)];
    if (name.several) {
      void this.#loadSeveral();
      return;
    }
    // A follower of its own: it renders the card on each change, and is watched wherever the name is on the page.
    this.#stops.push(this.#provider.current.follow(name.person, () => this.requestUpdate()));
    void this.#load(name);
  }

  /** Few names match several people, so the list to choose from is a module of its own. */
  async #loadSeveral(): Promise<void> {
    try {
      this.#several ??= await import("./several.ts");
    } catch {
      this.failed = true;
    }
    this.requestUpdate();
  }

  #choose(person: Person): void {
    const of = this.#name;
    if (of === undefined) return;
    const chosen = new this.#several!.Chosen(of, person);
    this.#of = of;
    this.#name = chosen;
    this.details = undefined;
    this.#further?.begin();
    this.failed = false;
    this.#stops.push(
      this.#provider.current.follow(chosen.person, (watched) => {
        chosen.watched = watched;
        this.requestUpdate();
      }),
    );
    void this.#load(chosen);
    this.requestUpdate();
    this.#focusFirst();
  }

  /** Back to the list of everybody the name matches. */
  #unchoose(): void {
    this.#stops.pop()?.();
    this.#name = this.#of;
    this.#of = undefined;
    this.requestUpdate();
    this.#focusFirst();
  }

  /** The pressed button was removed, and the focus with it. */
  #focusFirst(): void {
    void this.updateComplete.then(() => this.focused ?? this.stops[0]?.focus());
  }

  /** Close immediately. Does nothing when closed. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#name = undefined;
    this.#of = undefined;
    this.remove();
  }

  async #load(name: Named): Promise<void> {
    const { client, state } = this.#provider.current;
    if (client === undefined || state.name === "signed-out") return;
    try {
      const [details] = await client.directory.get(name.person);
      if (this.#name === name) this.details = details;
      const { FurtherActions } = await import("./further-actions.ts");
      this.#further ??= new FurtherActions(this);
      this.requestUpdate();
    } catch {
      if (this.#name === name) this.failed = this.details === undefined;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const name = this.#name;
    if (name === undefined) return nothing;
    const locale = this.#locale.current;
    const details = this.details;
    const title = details?.name || name.name;
    this.ariaLabel = locale.text("card.label", { name: title });
    if (name.several)
      return html`<div class="card" part="card"><h2 dir="auto">${title}</h2>${this.#several?.severalList(name.several, locale, (person) => this.#choose(person))}${this.#facts()}</div>`;
    const availability = name.watched?.presence.availability ?? "unknown";
    return html`<div class="card" part="card">
      ${this.#of === undefined ? nothing : html`<button class="quiet back" type="button" @click=${() => this.#unchoose()}>${locale.text("card.several-back")}</button>`}
      <div class="head">
        <div class="face">
          ${avatar(title, details?.photo, details?.id)}
          <span class="badge"><svg class="status ${availability}" viewBox="0 0 16 16" aria-hidden="true">${statusShape(availability)}</svg></span>
        </div>
        <div>
          <h2 dir="auto">${title}</h2>
          <div class="role">${parts(details?.title ?? "", details?.department ?? "")}</div>
        </div>
      </div>
      ${this.#state(name)} ${this.#facts()} ${this.#actions(name, title)}
    </div>`;
  }

  #state(name: Named): TemplateResult {
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

  #actions(name: Named, title: string): TemplateResult | typeof nothing {
    const locale = this.#locale.current;
    const provider = this.#provider.current;
    if (provider.state.name === "signed-out") {
      if (!provider.state.canSignIn) return nothing;
      return this.#buttons(
        html`<button class="primary" type="button" @click=${() => this.#act(() => provider.signIn())}>${locale.text("sign-in")}</button>`,
      );
    }
    const own = this.#own;
    const chat = this.details?.actions.includes("chat")
      ? html`<button class="primary" type="button" @click=${() => this.#act(() => void name.open())} aria-label=${locale.text("chat.label", { name: title })}>
      ${locale.text("card.chat")}
    </button>`
      : nothing;
    const press =
      own &&
      html`<button type="button" @click=${() => this.#act(() => own.press())}>${locale.text(`card.own.${own.kind}`)}</button>`;
    const main = chat === nothing && press === undefined ? nothing : this.#buttons(html`${chat}${press ?? nothing}`);
    const { details: person } = this;
    const { client, bells = 0 } = provider;
    const availability = name.watched?.presence.availability ?? "unknown";
    // One template with and without the further actions, so that a focused button is kept when they appear.
    return html`${main}${person && client && this.#further?.render({ locale, client, person, availability, hasMail: own?.kind === "mail", hasBell: bells > 0 })}`;
  }

  #buttons(content: TemplateResult): TemplateResult {
    return html`<div class="actions" part="actions">${content}</div>`;
  }

  #act(action: () => void): void {
    this.#done();
    action();
  }
}
