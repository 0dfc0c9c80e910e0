import type { AlertWhen, Subject } from "@livename/client";
import { html, nothing, type TemplateResult } from "lit";
import { alertWords } from "../alert/words.ts";
import type { Locale } from "../locales/locale.ts";
import { wordsIn } from "../locales/words.ts";
import type { LivePicker } from "../picker/live-picker.ts";

/** The values of the form. */
export interface RuleWish {
  readonly about: Subject | undefined;
  readonly when: AlertWhen;
  readonly once: boolean;
}

export const NO_WISH: RuleWish = { about: undefined, when: "available", once: false };

export const EVENTS: readonly AlertWhen[] = ["available", "online", "status"];

export interface RuleFormUse {
  readonly locale: Locale;
  readonly picker: LivePicker;
  readonly failed: "failed" | "too-many" | undefined;
  change(change: Partial<RuleWish>): void;
  add(event: SubmitEvent): void;
}

/** The form for a rule: somebody, an event, once or always. */
export function ruleForm(
  { about, when, once }: RuleWish,
  { locale, picker, failed, change, add }: RuleFormUse,
): TemplateResult {
  const words = wordsIn(alertWords, locale);
  return html`<form @submit=${add}>
    <div class="fields">
    <div class="label"><span aria-hidden="true">${words.text("who")}</span>${picker}</div>
    <div class="two">
      <label>${words.text("event")}
        <select name="event" @change=${(event: Event) => change({ when: (event.target as HTMLSelectElement).value as AlertWhen })}>
          ${EVENTS.map((event) => html`<option value=${event} ?selected=${event === when}>${words.text(`event.${event}`)}</option>`)}
        </select></label>
      <label class="check"><input type="checkbox" name="once" .checked=${once} @change=${(event: Event) => change({ once: (event.target as HTMLInputElement).checked })} />${words.text("once")}</label>
    </div>
    </div>
    <div class="buttons">
      ${failed === undefined ? nothing : html`<span class="error" role="alert">${words.text(failed)}</span>`}
      <button class="primary" type="submit" ?disabled=${about === undefined}>${words.text("add")}</button>
    </div>
  </form>`;
}
