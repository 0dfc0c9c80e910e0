import { native } from "../dom/native.ts";

/** No event reports that a script makes a whole document editable. */
const LOOK_MS = 2_000;

/** Events that reveal that something has become editable. */
const EVENTS = ["pointerdown", "focusin", "beforeinput"] as const;

/**
 * Whether people can edit the element, by attribute, by the document's design mode, or by a style sheet. Its content
 * may be saved by the page, so nothing of ours may be added to it.
 */
export function isEdited(element: Element): boolean {
  if (element instanceof HTMLElement && native(element, "isContentEditable")) return true;
  const modify = getComputedStyle(element).getPropertyValue("-webkit-user-modify");
  return modify !== "" && modify !== "read-only";
}

/**
 * Calls back with the outermost element of a region that has become editable, or is no longer.
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
