/**
 * The place of a page: its canonical address, else its own, without query and fragment, so that a page is one place
 * whichever address was used.
 *
 * @param canonical the address in `<link rel="canonical">`, if there is one
 */
export function pagePlace(location: string, canonical: string | undefined): string {
  let url = new URL(location);
  if (canonical !== undefined && canonical !== "") {
    try {
      const named = new URL(canonical, location);
      if (named.protocol === "https:" || named.protocol === "http:") url = named;
    } catch {
      // Not an address: the page's own is used.
    }
  }
  url.search = "";
  url.hash = "";
  return url.href;
}
