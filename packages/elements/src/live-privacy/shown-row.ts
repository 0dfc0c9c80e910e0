import type { ShownStatus } from "@livename/client";
import { html, type TemplateResult } from "lit";
import { field } from "../field/field.ts";
import type { Locale } from "../locales/locale.ts";
import { wordsIn } from "../locales/words.ts";
import type { LivePicker } from "../picker/live-picker.ts";
import { expiryField } from "../status/expiry-field.ts";
import type { ShownRow } from "./draft.ts";
import { privacyWords } from "./words.ts";

const STATUSES: readonly ShownStatus["availability"][] = ["available", "away", "busy", "do-not-disturb"];

export interface ShownRowUse {
  readonly locale: Locale;
  /** Number of the row, from 1. */
  readonly count: number;
  readonly messageChars: number;
  /** Kept across renderings. */
  readonly picker: LivePicker;
  change(change: Partial<ShownRow>): void;
  remove(): void;
}

/** A status for chosen people: to whom, which, message and end. */
export function shownRow(
  { availability, message, expiry, kept, custom }: ShownRow,
  { locale, count, messageChars, picker, change, remove }: ShownRowUse,
): TemplateResult {
  const words = wordsIn(privacyWords, locale);
  const title = words.text("shown.row", { count });
  return html`<div class="row" role="group" aria-label=${title}>
    <div class="top"><h3>${title}</h3><button type="button" aria-label="${words.text("shown.remove")}: ${title}" @click=${remove}>${words.text("shown.remove")}</button></div>
    <div class="label"><span aria-hidden="true">${words.text("shown.to")}</span>${picker}</div>
    <div class="fields">
      <label>${words.text("shown.status")}
        <select name="availability" @change=${(event: Event) => change({ availability: (event.target as HTMLSelectElement).value as ShownStatus["availability"] })}>
          ${STATUSES.map((status) => html`<option value=${status} ?selected=${status === availability}>${locale.text(`status.${status}`)}</option>`)}
        </select></label>
      ${expiryField(locale, { label: words.text("shown.until"), expiry, kept, custom }, (expiry, custom) => change({ expiry, custom }))}
      <label class="wide">${locale.text("status.message")}
        ${field({ label: locale.text("status.message"), className: "message", maxLength: messageChars, typed: (text) => change({ message: text }) }, message)}</label>
    </div>
  </div>`;
}
