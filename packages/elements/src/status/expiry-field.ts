import { html, nothing, type TemplateResult } from "lit";
import { field } from "../field/field.ts";
import type { Locale } from "../locales/locale.ts";
import { EXPIRIES, type Expiry } from "./expiry.ts";
import { momentText } from "./text.ts";

export interface ExpiryField {
  readonly label: string;
  readonly expiry: Expiry;
  /** The current end, which can be kept. */
  readonly kept: Date | undefined;
  /** Value of the custom date and time, as `datetime-local` writes it. */
  readonly custom?: string;
}

/** Chooses an end: a list, and a field for a custom date and time. */
export function expiryField(
  locale: Locale,
  { label, expiry, kept, custom = "" }: ExpiryField,
  changed: (expiry: Expiry, custom: string) => void,
): TemplateResult {
  const time = kept && momentText(locale, kept, new Date());
  const expiries: readonly Expiry[] = time === undefined ? EXPIRIES : ["keep", ...EXPIRIES];
  return html`<label>${label}
      <select name="expiry" @change=${(event: Event) => changed((event.target as HTMLSelectElement).value as Expiry, custom)}>
        ${expiries.map((one) => html`<option value=${one} ?selected=${one === expiry}>${locale.text(`expiry.${one}`, { time: time ?? "" })}</option>`)}
      </select></label>
    ${expiry === "custom" ? field({ label: locale.text("expiry.custom"), className: "custom", earliest: localMinute(new Date()), typed: (moment) => changed(expiry, moment) }, custom) : nothing}`;
}

/** As a field of type `datetime-local` writes it. */
const localMinute = (date: Date): string =>
  new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
