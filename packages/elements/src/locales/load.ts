import { native } from "../dom/native.ts";
import { en, type Messages } from "./en.ts";
import { Locale } from "./locale.ts";
import { regional } from "./region.ts";

const bundled: ReadonlyMap<string, () => Promise<Messages>> = new Map([
  ["de", async () => (await import("./de.ts")).de],
]);

const locales = new Map<string, Locale>();
const loading = new Map<string, Promise<void>>();

/** The language of the script tag; it takes precedence over the page's `lang` attributes. */
let given: string | undefined;

/** Use this language everywhere; undefined: the page's, at each element. */
export function useLanguage(lang: string | undefined): void {
  given = lang;
}

/** The language for an element: the script tag's, else the nearest `lang`, across shadow roots, else the browser's. */
export function languageOf(element: Element): string {
  return given ?? statedLanguageOf(element) ?? (navigator.language || "en");
}

/** The nearest `lang`; undefined when there is none. */
export function statedLanguageOf(element: Element): string | undefined {
  let node: Node | null = element;
  while (node !== null) {
    const holder: Element | null = node instanceof Element ? native(node, "closest")("[lang]") : null;
    const lang = holder && native(holder, "getAttribute")("lang");
    if (lang) return lang;
    const root: Node = native(node, "getRootNode")();
    node = root instanceof ShadowRoot ? root.host : null;
  }
  return undefined;
}

/**
 * The locale of a language if it has loaded, else English; `loaded` is called when it has. Unsupported languages and
 * invalid tags get English.
 */
export function localeFor(lang: string, loaded: () => void): Locale {
  const known = locales.get(lang);
  if (known !== undefined) return known;
  const load = bundled.get(lang.split("-")[0]!.toLowerCase());
  if (load === undefined) {
    const locale = new Locale(regional(/^en\b/i.test(lang) && isTag(lang) ? lang : "en"), en, clock(lang));
    locales.set(lang, locale);
    return locale;
  }
  let pending = loading.get(lang);
  if (pending === undefined) {
    pending = load().then(
      (messages) => void locales.set(lang, new Locale(regional(isTag(lang) ? lang : "en"), messages)),
      // Loading failed: stay with English, and try again at the next rendering.
      () => void loading.delete(lang),
    );
    loading.set(lang, pending);
  }
  void pending.then(() => locales.has(lang) && loaded());
  return english;
}

const english = /* @__PURE__ */ new Locale("en", en);

/** When English words stand in for an unsupported language, times are still written as in that language. */
const clock = (lang: string): string | undefined => (isTag(lang) ? regional(lang) : undefined);

function isTag(lang: string): boolean {
  try {
    return Intl.getCanonicalLocales(lang).length === 1;
  } catch {
    return false;
  }
}
