/** The one attribute of ours in an author's content: it says the status of the person whose name this is. */
export const MARK = "data-livename";

/** Style sheets of ours, to tell those of the page from them. */
export const ownSheets = new WeakSet<CSSStyleSheet>();
