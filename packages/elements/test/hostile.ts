import type { Page } from "playwright";

/**
 * The first script of a page that takes every key, as pages with shortcuts, editors and focus traps do: it hears of
 * everything before anybody else and allows nothing.
 */
export const HOSTILE = `
const heard = (window.heard = []);
for (const type of ["keydown", "keypress", "keyup", "beforeinput", "input", "paste", "compositionstart", "compositionend", "change", "select", "focusin"])
  window.addEventListener(type, (event) => {
    if (window.quiet) return;
    heard.push(type + " " + (event.key ?? event.data ?? "") + " on " + event.target.localName);
    if (type !== "focusin") { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
`;

/** What the page's listeners have heard since this was asked last. */
export const heardBy = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0));
