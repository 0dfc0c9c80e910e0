import { native } from "../dom/native.ts";

/** No event tells that a script makes a whole document editable. */
const LOOK_MS = 2_000;

/** What shows that something may be edited now which could not be before. */
const EVENTS = ["pointerdown", "focusin", "beforeinput"] as const;

/**
 * People write there: whatever stands in it is theirs, and may be saved. The attribute in each spelling, on whatever is
 * around; a whole document; and what a style sheet opens.
 */
export function isEdited(element: Element): boolean {
  if (element instanceof HTMLElement && native(element, "isContentEditable")) return true;
  const modify = getComputedStyle(element).getPropertyValue("-webkit-user-modify");
  return modify !== "" && modify !== "read-only";
}

/**
 * Calls back with a region that turned out to be edited, as far out as it is, or one that no longer is.
 *
 * @returns ends it
 */
export function whenEdited(changed: (region: Element) => void): () => void {
  let design = native(document, "designMode");
  const lookAtDocument = (): void => {
    const now = native(document, "designMode");
    if (now !== design) changed(native(document, "documentElement"));
    design = now;
  };
  const look = ({ target }: Event): void => {
    lookAtDocument();
    if (!(target instanceof Element) || !isEdited(target)) return;
    let region = target;
    for (
      let around = native(region, "parentElement");
      around && isEdited(around);
      around = native(around, "parentElement")
    )
      region = around;
    changed(region);
  };
  for (const type of EVENTS) native(document, "addEventListener")(type, look, { capture: true, passive: true });
  const timer = setInterval(lookAtDocument, LOOK_MS);
  return () => {
    clearInterval(timer);
    for (const type of EVENTS) native(document, "removeEventListener")(type, look, true);
  };
}
