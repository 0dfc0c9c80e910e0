import { en, type Messages } from "./en.ts";
import { Locale } from "./locale.ts";

const bundled: Readonly<Record<string, () => Promise<Messages>>> = {
  de: async () => (await import("./de.ts")).de,
};

const locales = new Map<string, Locale>();
const loading = new Map<string, Promise<void>>();

/** The language of an element: the nearest `lang`, through shadow roots, else the browser's. */
export function languageOf(element: Element): string {
  let node: Node | null = element;
  while (node !== null) {
    const holder: Element | null = node instanceof Element ? node.closest("[lang]") : null;
    const lang = holder?.getAttribute("lang");
    if (lang) return lang;
    const root: Node = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : null;
  }
  return navigator.language || "en";
}

/**
 * The locale of a language: at once when it is there, else English until `loaded` is called.
 * A language that we do not have, or a tag that is none, is English for good.
 */
export function localeFor(lang: string, loaded: () => void): Locale {
  const known = locales.get(lang);
  if (known !== undefined) return known;
  const load = bundled[lang.split("-")[0]!.toLowerCase()];
  if (load === undefined) {
    const locale = new Locale(/^en\b/i.test(lang) && isTag(lang) ? lang : "en", en);
    locales.set(lang, locale);
    return locale;
  }
  let pending = loading.get(lang);
  if (pending === undefined) {
    pending = load().then(
      (messages) => void locales.set(lang, new Locale(isTag(lang) ? lang : "en", messages)),
      // Offline while loading: stay with English, and ask again at the next rendering.
      () => void loading.delete(lang),
    );
    loading.set(lang, pending);
  }
  void pending.then(() => locales.has(lang) && loaded());
  return english;
}

const english = /* @__PURE__ */ new Locale("en", en);

function isTag(lang: string): boolean {
  try {
    return Intl.getCanonicalLocales(lang).length === 1;
  } catch {
    return false;
  }
}
