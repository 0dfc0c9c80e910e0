import { Locale } from "./locale.ts";

/** What an element that is loaded on demand says, in each language: it brings its words along. */
export interface Words<K extends string> {
  readonly en: Readonly<Record<K, string>>;
  readonly de: Readonly<Record<K, string>>;
}

const made = new WeakMap<object, Map<string, Locale<string>>>();

/**
 * An element's own words in the language of a locale; English when there are none.
 *
 * @param locale whose language it is; dates follow its region
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
