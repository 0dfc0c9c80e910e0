import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../locales/locale.ts";
import { wordsIn } from "../locales/words.ts";
import { answerNotices, mayAsk } from "./notices.ts";
import { attentionWords } from "./words.ts";

/**
 * Asks the viewer of a chat whether to show notices. Renders nothing once the question was answered on any page of the
 * site.
 *
 * @param changed called when the viewer has answered
 */
export function askForNotices(locale: Locale, changed: () => void): TemplateResult | typeof nothing {
  if (!mayAsk()) return nothing;
  const say = wordsIn(attentionWords, locale);
  const answer = (yes: boolean) => () => void answerNotices(yes).then(changed);
  return html`<div class="banner ask" role="group" aria-label=${say.text("ask")}><span>${say.text("ask")}</span>
    <button class="quiet" type="button" @click=${answer(true)}>${say.text("yes")}</button>
    <button type="button" @click=${answer(false)}>${say.text("no")}</button></div>`;
}
