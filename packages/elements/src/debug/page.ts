import type { PageApi } from "../drop-in/page.ts";

/** What the page has set in `window.livename` and nobody can use, in sentences. */
export const complaintsAbout = (page: PageApi): string[] =>
  page.onReady === undefined || typeof page.onReady === "function"
    ? []
    : ["window.livename.onReady is no function and is not used."];
