import type { AlertList, AlertRule, LivenameError } from "@livename/client";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { alertSentence } from "../alert/sentence.ts";
import { alertWords } from "../alert/words.ts";
import { Announcer } from "../attention/announcer.ts";
import { avatarStyles } from "../avatar/avatar.styles.ts";
import { avatar } from "../avatar/avatar.ts";
import { AlertsController } from "../controllers/alerts.ts";
import { LocaleController } from "../controllers/locale.ts";
import { ProviderController } from "../controllers/provider.ts";
import { ensureDefined } from "../define/registry.ts";
import { keepKeys } from "../field/keys.ts";
import { LiveName } from "../live-name/live-name.ts";
import { wordsIn } from "../locales/words.ts";
import { RowNames } from "../named/row-names.ts";
import { focusOpener } from "../overlay/focus.ts";
import { keepBeside } from "../overlay/position.ts";
import { keyOf } from "../picker/choice.ts";
import { LivePicker } from "../picker/live-picker.ts";
import { momentText, statusText } from "../status/text.ts";
import { controls, surface } from "../theme/controls.styles.ts";
import { peopleStyles } from "../theme/people.styles.ts";
import { tokens } from "../theme/tokens.ts";
import { historyOf, type ShownAlert } from "./history.ts";
import { alertsStyles } from "./live-alerts.styles.ts";
import { NO_WISH, type RuleWish, ruleForm } from "./rule-form.ts";

/**
 * A bell that counts the viewer's unseen alerts, and a panel with the alerts and the rules they come from.
 *
 * @element live-alerts
 * @csspart button - The bell
 * @csspart panel - The alerts, and the rules they come from
 */
export class LiveAlerts extends LitElement {
  static readonly elementName = "alerts";
  /** @internal */
  static override styles = [tokens, surface, controls, avatarStyles, peopleStyles, alertsStyles];
  /** @internal */
  static override properties = {
    expanded: { state: true },
    shown: { state: true },
    wish: { state: true },
    failed: { state: true },
    said: { state: true },
  };

  declare expanded: boolean;
  /** @internal */
  declare shown: readonly ShownAlert[];
  /** @internal */
  declare wish: RuleWish;
  /** @internal */
  declare failed: "failed" | "too-many" | undefined;
  /** @internal */
  declare said: string;
  readonly #locale = new LocaleController(this);
  readonly #provider = new ProviderController(this);
  readonly #alerts = new AlertsController(this, {
    changed: (list) => this.#changed(list),
    alert: ({ alert, quiet }) => {
      if (!quiet) this.#announcer.add(alertSentence(alert, this.#locale.current));
    },
  });
  readonly #announcer = new Announcer((waiting) => this.#say(waiting));
  readonly #names = new RowNames(LiveName);
  #picker: LivePicker | undefined;
  #release: (() => void) | undefined;

  constructor() {
    super();
    keepKeys(this);
    this.expanded = false;
    this.shown = [];
    this.wish = NO_WISH;
    this.said = "";
    ensureDefined(LivePicker);
  }

  /** How many alerts the viewer has not seen on any device. */
  get unseen(): number {
    return this.#alerts.list?.unseen.length ?? 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#release?.();
    this.expanded = false;
  }

  protected override render(): TemplateResult {
    const locale = this.#locale.current;
    const words = wordsIn(alertWords, locale);
    const { state } = this.#provider.current;
    const count = this.unseen;
    const label = count === 0 ? words.text("title") : words.plural("new", count);
    return html`<button class="bell" part="button" type="button" aria-haspopup="dialog" aria-expanded=${this.expanded} aria-label=${label} title=${words.text("title")}
        ?disabled=${state.name === "signed-out" || state.name === "not-configured"} @click=${this.#toggle}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 1.8a4.2 4.2 0 0 0-4.2 4.2c0 4.2-1.6 5.2-1.6 5.2h11.6s-1.6-1-1.6-5.2A4.2 4.2 0 0 0 8 1.8zM6.500 13.7a1.6 1.6 0 0 0 3 0"></path></svg>
        ${count === 0 ? nothing : html`<span class="count" aria-hidden="true">${count > 99 ? "99+" : count.toLocaleString(locale.lang)}</span>`}
      </button>
      <div class="sr" role="status">${this.said}</div>
      <div class="panel" part="panel" popover role="dialog" aria-label=${words.text("title")} @beforetoggle=${this.#closes} @toggle=${this.#toggled}>
        ${this.expanded ? this.#panel() : nothing}
      </div>`;
  }

  #panel(): TemplateResult {
    const locale = this.#locale.current;
    const words = wordsIn(alertWords, locale);
    if (this.#alerts.list === undefined) {
      return html`<section role="status"><div class="top"><span>${this.#alerts.failed ? words.text("not-available") : locale.text("chat.loading")}</span>
        ${this.#alerts.failed ? html`<button class="quiet" type="button" @click=${() => this.#alerts.retry()}>${words.text("retry")}</button>` : nothing}</div></section>`;
    }
    const { rules, unseen } = this.#alerts.list;
    return html`<section>
        <div class="top"><h2 tabindex="-1">${words.text("title")}</h2>${unseen.length > 0 ? html`<button class="quiet" type="button" @click=${this.#seenAll}>${words.text("seen-all")}</button>` : nothing}</div>
        ${
          this.shown.length === 0
            ? html`<div class="says">${words.text("none")}</div>`
            : html`<ul class="log">${repeat(
                this.shown,
                ({ alert }) => alert,
                (one) => this.#alert(one),
              )}</ul>`
        }
      </section>
      <section>
        <div class="top"><h2 class="telling" tabindex="-1">${words.text("rules")}</h2></div>
        ${
          rules.length === 0
            ? html`<div class="says">${words.text("rules.none")}</div>`
            : html`<ul class="rules">${repeat(
                rules,
                ({ id }) => id,
                (rule) => this.#rule(rule),
              )}</ul>`
        }
      </section>
      ${ruleForm(this.wish, {
        locale,
        picker: this.#subjectPicker(words.text("who")),
        failed: this.failed,
        change: (change) => {
          this.wish = { ...this.wish, ...change };
          this.failed = undefined;
        },
        add: (event) => void this.#add(event),
      })}`;
  }

  #alert({ alert, isNew }: ShownAlert): TemplateResult {
    const locale = this.#locale.current;
    const words = wordsIn(alertWords, locale);
    const { message } = alert.presence;
    const what = alert.when === "status" ? statusText(locale, alert.presence) : words.text(`fired.${alert.when}`);
    return html`<li class="person">
      ${avatar(alert.name)}
      <span class="words">
        <span class="who">${this.#names.get(`${alert.number} ${alert.time.getTime()}`, alert.person, alert.name)}</span>
        <span class="line parts"><span>${what}</span>${message === "" ? nothing : html`<span> · </span><bdi>${message}</bdi>`}<span> · ${momentText(locale, alert.time, new Date())}</span></span>
      </span>
      ${isNew ? html`<span class="dot" aria-hidden="true"></span>` : nothing}
    </li>`;
  }

  #rule(rule: AlertRule): TemplateResult {
    const words = wordsIn(alertWords, this.#locale.current);
    const event = words.text(`event.${rule.when}`);
    return html`<li class="person">
      ${avatar(rule.name)}
      <span class="words"><span class="who"><bdi>${rule.name}</bdi></span><span class="line">${rule.once ? words.text("rule.once", { event }) : event}</span></span>
      <button class="plain" type="button" aria-label=${words.text("remove", { name: rule.name })} @click=${() => this.#remove(rule)}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3L3 13"></path></svg></button>
    </li>`;
  }

  #subjectPicker(label: string): LivePicker {
    const picker = this.#picker ?? new LivePicker();
    this.#picker = picker;
    picker.single = true;
    picker.label = label;
    picker.chosen = this.wish.about === undefined ? [] : [this.wish.about];
    picker.onchange = () => {
      this.wish = { ...this.wish, about: picker.chosen[0] };
      this.failed = undefined;
    };
    return picker;
  }

  #changed(list: AlertList | undefined): void {
    this.shown = list === undefined ? [] : historyOf(this.shown, list.unseen);
    if (list !== undefined) return;
    this.#announcer.stop();
    this.wish = NO_WISH;
  }

  #say(waiting: readonly string[]): void {
    const words = wordsIn(alertWords, this.#locale.current);
    this.said = waiting.length === 1 ? waiting[0]! : words.plural("said.several", waiting.length);
  }

  #seenAll(): void {
    const newest = this.#alerts.list?.unseen.at(-1);
    if (newest !== undefined) this.#alerts.list?.seen(newest);
    // The pressed button was removed.
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus();
  }

  async #add(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { about, when, once } = this.wish;
    const list = this.#alerts.list;
    if (about === undefined || list === undefined) return;
    this.failed = undefined;
    try {
      const isThere = list.rules.some(
        (rule) => keyOf(rule.about) === keyOf(about) && rule.when === when && rule.once === once,
      );
      if (!isThere) await list.add(about, when, { once });
      this.wish = NO_WISH;
      await this.updateComplete;
      this.#picker?.focus();
    } catch (error) {
      this.failed = (error as LivenameError).code === "too-many" ? "too-many" : "failed";
    }
  }

  async #remove(rule: AlertRule): Promise<void> {
    this.renderRoot.querySelector<HTMLElement>("h2.telling")?.focus();
    await this.#alerts.list?.remove(rule).catch(() => {
      this.failed = "failed";
    });
  }

  #toggle(): void {
    const panel = this.renderRoot.querySelector<HTMLElement>(".panel");
    if (this.expanded) panel?.hidePopover();
    else {
      this.expanded = true;
      this.failed = undefined;
      void this.updateComplete.then(() => {
        panel?.showPopover();
        panel?.querySelector<HTMLElement>("h2")?.focus();
      });
    }
  }

  #closes(event: Event): void {
    focusOpener(event, this.renderRoot.querySelector<HTMLElement>(".bell"));
  }

  #toggled(event: Event): void {
    // The picker's list within the panel is a popover, too.
    if (event.target !== event.currentTarget) return;
    this.#release?.();
    this.#release = undefined;
    this.expanded = (event as ToggleEvent).newState === "open";
    const button = this.renderRoot.querySelector<HTMLElement>(".bell");
    const panel = event.currentTarget as HTMLElement;
    if (this.expanded && button !== null) this.#release = keepBeside(button, panel);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "live-alerts": LiveAlerts;
  }
}
