/**
 * The language tag by which dates, times and numbers are written beside words of a language: the viewer's own where the
 * viewer reads that language ("en" of a page, read by somebody from Britain, is "en-GB"), else that of the page.
 *
 * @param lang a BCP 47 tag
 * @param viewer what the viewer reads, the most wanted first
 */
export function regional(lang: string, viewer: readonly string[] = navigator.languages): string {
  const page = new Intl.Locale(lang).maximize();
  for (const tag of viewer) {
    try {
      const own = new Intl.Locale(tag);
      const { language, script } = own.maximize();
      if (own.region !== undefined && language === page.language && script === page.script) return tag;
    } catch {
      // A browser may tell what is no tag; a page may have put anything there.
    }
  }
  return lang;
}
