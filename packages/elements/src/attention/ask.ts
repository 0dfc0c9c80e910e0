import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../locales/locale.ts";
import { wordsIn } from "../locales/words.ts";
import { answerNotices, mayAsk } from "./notices.ts";
import { attentionWords } from "./words.ts";

/**
 * Asks within a chat whether its viewer wants notices; nothing once there is an answer, on any page of the site.
 *
 * @param changed called when there is one
 */
export function askForNotices(locale: Locale, changed: () => void): TemplateResult | typeof nothing {
  if (!mayAsk()) return nothing;
  const say = wordsIn(attentionWords, locale);
  const answer = (yes: boolean) => () => void answerNotices(yes).then(changed);
  return html`<div class="banner ask" role="group" aria-label=${say.text("ask")}><span>${say.text("ask")}</span>
    <button class="quiet" type="button" @click=${answer(true)}>${say.text("yes")}</button>
    <button type="button" @click=${answer(false)}>${say.text("no")}</button></div>`;
}
