import { native } from "../dom/native.ts";
import { en, type Messages } from "./en.ts";
import { Locale } from "./locale.ts";
import { regional } from "./region.ts";

const bundled: ReadonlyMap<string, () => Promise<Messages>> = new Map([
  ["de", async () => (await import("./de.ts")).de],
]);

const locales = new Map<string, Locale>();
const loading = new Map<string, Promise<void>>();

/** What the script tag says goes before what the page says of its parts. */
let given: string | undefined;

/** Everything speaks this language; undefined: that of the page around it. */
export function useLanguage(lang: string | undefined): void {
  given = lang;
}

/** The language of an element: the one that is given, else the nearest `lang`, through shadow roots, else the browser's. */
export function languageOf(element: Element): string {
  return given ?? statedLanguageOf(element) ?? (navigator.language || "en");
}

/** What the page says of it; undefined when it says nothing. */
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
 * The locale of a language: at once when it is there, else English until `loaded` is called.
 * A language that we do not have, or a tag that is none, is English for good.
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
      // Offline while loading: stay with English, and ask again at the next rendering.
      () => void loading.delete(lang),
    );
    loading.set(lang, pending);
  }
  void pending.then(() => locales.has(lang) && loaded());
  return english;
}

const english = /* @__PURE__ */ new Locale("en", en);

/** Where our words are English since there are none in the page's language, the clock is that language's. */
const clock = (lang: string): string | undefined => (isTag(lang) ? regional(lang) : undefined);

function isTag(lang: string): boolean {
  try {
    return Intl.getCanonicalLocales(lang).length === 1;
  } catch {
    return false;
  }
}
