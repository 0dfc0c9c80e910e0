import type { PageApi } from "../drop-in/page.ts";

/** Unusable values in `window.livename`, in sentences. */
export const complaintsAbout = (page: PageApi): string[] =>
  page.onReady === undefined || typeof page.onReady === "function"
    ? []
    : ["window.livename.onReady is no function and is not used."];
