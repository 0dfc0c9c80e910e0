/**
 * The language tag for dates, times and numbers beside words of a language: the viewer's regional variant if the viewer
 * reads that language (an "en" page read in Britain gets "en-GB"), else the page's tag.
 *
 * @param lang a BCP 47 tag
 * @param viewer the viewer's languages, by preference
 */
export function regional(lang: string, viewer: readonly string[] = navigator.languages): string {
  const page = new Intl.Locale(lang).maximize();
  for (const tag of viewer) {
    try {
      const own = new Intl.Locale(tag);
      const { language, script } = own.maximize();
      if (own.region !== undefined && language === page.language && script === page.script) return tag;
    } catch {
      // Browsers may report invalid tags, and the page may have overwritten the list.
    }
  }
  return lang;
}
