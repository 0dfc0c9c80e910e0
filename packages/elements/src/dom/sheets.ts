import { native } from "./native.ts";
import { ownSheets } from "./ours.ts";

/** No event reports that a script inserts a rule or enables a sheet. */
const LOOK_MS = 2_000;

/** Calls back when the document's style sheets or their numbers of rules have changed. @returns ends it */
export function sheetsChange(changed: () => void): () => void {
  let before = summary();
  const timer = setInterval(() => {
    if (native(document, "visibilityState") === "hidden") return;
    const now = summary();
    if (now !== before) changed();
    before = now;
  }, LOOK_MS);
  return () => clearInterval(timer);
}

function summary(): string {
  const sheets = [...native(document, "styleSheets"), ...native(document, "adoptedStyleSheets")];
  return sheets
    .filter((sheet) => !ownSheets.has(sheet))
    .map((sheet) => `${sheet.disabled} ${sheet.media.mediaText} ${rulesOf(sheet)}`)
    .join();
}

/** Number of rules; 0 for sheets of other origins, which cannot be read. */
function rulesOf(sheet: CSSStyleSheet): number {
  try {
    return sheet.cssRules.length;
  } catch {
    return 0;
  }
}
