/**
 * The place of a page: its canonical address, else its own, without query and fragment, so that one page
 * is one place however it was reached.
 *
 * @param canonical what `<link rel="canonical">` says, if anything
 */
export function pagePlace(location: string, canonical: string | undefined): string {
  let url = new URL(location);
  if (canonical !== undefined && canonical !== "") {
    try {
      const named = new URL(canonical, location);
      if (named.protocol === "https:" || named.protocol === "http:") url = named;
    } catch {
      // An address that is none: the page's own stands.
    }
  }
  url.search = "";
  url.hash = "";
  return url.href;
}
