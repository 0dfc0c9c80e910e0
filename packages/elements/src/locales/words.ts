import { Locale } from "./locale.ts";

/** The words of an element that is loaded on demand, in each language. They are loaded with it. */
export interface Words<K extends string> {
  readonly en: Readonly<Record<K, string>>;
  readonly de: Readonly<Record<K, string>>;
}

const made = new WeakMap<object, Map<string, Locale<string>>>();

/**
 * An element's own words in the language of a locale, else in English.
 *
 * @param locale its language; dates follow its region
 */
export function wordsIn<K extends string>(words: Words<K>, { lang }: { readonly lang: string }): Locale<K> {
  let languages = made.get(words);
  if (languages === undefined) {
    languages = new Map();
    made.set(words, languages);
  }
  let found = languages.get(lang);
  if (found === undefined) {
    found = new Locale<string>(lang, /^de\b/i.test(lang) ? words.de : words.en);
    languages.set(lang, found);
  }
  return found as Locale<K>;
}
