import type { MessageKey } from "./en.ts";

type PluralBase<K extends string> = K extends `${infer B}.other` ? B : never;
type Values = Readonly<Record<string, string | number>>;

/** Messages, plurals and dates of one language. */
export class Locale<K extends string = MessageKey> {
  readonly lang: string;
  readonly #messages: Readonly<Record<K, string>>;
  readonly #formats = new Map<string, Intl.DateTimeFormat>();
  readonly #clock: string;
  #plurals: Intl.PluralRules | undefined;

  /**
   * @param lang a BCP 47 tag, such as "de-AT", by which plurals and dates are formatted
   * @param clock a tag that decides between the 12-hour and the 24-hour clock
   */
  constructor(lang: string, messages: Readonly<Record<K, string>>, clock = lang) {
    this.lang = lang;
    this.#messages = messages;
    this.#clock = clock;
  }

  /** The message of a key, with `{name}` placeholders replaced by the values. */
  text(key: K, values: Values = {}): string {
    return this.#messages[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }

  /** The message in the language's plural form for this count. */
  plural(base: PluralBase<K>, count: number, values: Values = {}): string {
    this.#plurals ??= new Intl.PluralRules(this.lang);
    const form = this.#plurals.select(count) === "one" ? "one" : "other";
    return this.text(`${base}.${form}` as K, { ...values, count: count.toLocaleString(this.lang) });
  }

  date(moment: Date, options: Intl.DateTimeFormatOptions): string {
    const key = JSON.stringify(options);
    let format = this.#formats.get(key);
    if (format === undefined) {
      format = new Intl.DateTimeFormat(this.lang, { ...options, ...this.#hours(options) });
      this.#formats.set(key, format);
    }
    return format.format(moment);
  }

  /** Empty when the language's own clock is the same, so that its usual format is kept. */
  #hours(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormatOptions {
    if (options.hour === undefined && options.timeStyle === undefined) return {};
    const hourCycle = hourCycleOf(this.#clock);
    return hourCycle && hourCycle !== hourCycleOf(this.lang) ? { hourCycle } : {};
  }
}

const hourCycleOf = (tag: string) => new Intl.DateTimeFormat(tag, { hour: "numeric" }).resolvedOptions().hourCycle;
