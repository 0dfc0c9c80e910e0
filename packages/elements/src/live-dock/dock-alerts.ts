import type { Alert } from "@livename/client";
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from "lit";
import { alertSentence } from "../alert/sentence.ts";
import { alertWords } from "../alert/words.ts";
import { notice } from "../attention/notices.ts";
import { AlertsController } from "../controllers/alerts.ts";
import { native } from "../dom/native.ts";
import { languageOf, localeFor } from "../locales/load.ts";
import type { Locale } from "../locales/locale.ts";
import { wordsIn } from "../locales/words.ts";
import { pageProvider } from "../provider/page.ts";

/** How long the dock shows an alert, also on later pages. */
const NEWS_MS = 10 * 60_000;
const SHOWN = 3;

/** Shows alerts in the dock, on a page without a `<live-alerts>`. */
export class DockAlerts {
  readonly #host: ReactiveControllerHost & Element;
  readonly #say: (text: string) => void;
  readonly #alerts: AlertsController;

  /** @param say announces a text to screen readers */
  constructor(host: ReactiveControllerHost & Element, say: (text: string) => void) {
    this.#host = host;
    this.#say = say;
    this.#alerts = new AlertsController(host, { alert: ({ alert, quiet }) => this.#tell(alert, quiet) });
  }

  /** @param chat opens the chat with somebody */
  render(locale: Locale, chat: (alert: Alert) => void): TemplateResult | typeof nothing {
    const news = this.#news();
    if (news.length === 0) return nothing;
    const say = wordsIn(alertWords, locale);
    return html`<div class="told" role="region" aria-label=${say.text("title")}>
      <ul>${news.map(
        (alert) => html`<li><span class="says" dir="auto">${alertSentence(alert, locale)}</span>
        <button class="quiet" type="button" aria-label=${locale.text("chat.label", { name: alert.name })} @click=${() => this.#open(alert, chat)}>${locale.text("card.chat")}</button></li>`,
      )}</ul>
      <button class="plain" type="button" aria-label=${say.text("dismiss")} @click=${() => this.#seen(news.at(-1)!)}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8"></path></svg></button>
    </div>`;
  }

  #news(): readonly Alert[] {
    const { list } = this.#alerts;
    // An element for alerts shows all of them.
    if (list === undefined || (pageProvider().bells ?? 0) > 1) return [];
    const since = Date.now() - NEWS_MS;
    const news = new Map<string, Alert>();
    for (const alert of list.unseen) {
      // When somebody comes and goes, only the last alert counts.
      news.delete(`${alert.person} ${alert.when}`);
      if (alert.time.getTime() > since) news.set(`${alert.person} ${alert.when}`, alert);
    }
    return [...news.values()].slice(-SHOWN);
  }

  #open(alert: Alert, chat: (alert: Alert) => void): void {
    this.#seen(alert);
    chat(alert);
  }

  #seen(alert: Alert): void {
    this.#alerts.list?.seen(alert);
    this.#host.requestUpdate();
  }

  #tell(alert: Alert, quiet: boolean): void {
    const { viewer } = this.#alerts;
    if (quiet || viewer === undefined || !this.#news().includes(alert)) return;
    const locale = localeFor(languageOf(this.#host), () => {});
    const title = alertSentence(alert, locale);
    this.#say(title);
    if (native(document, "visibilityState") !== "hidden") return;
    const pressed = (): void => pageProvider().chats?.open(alert.person, alert.name);
    void notice(`alert ${alert.number}`, viewer, async () => ({ title, body: "", lang: locale.lang }), pressed);
  }
}
