import { native } from "../dom/native.ts";

/** While one of these is open, nothing outside it can be used. */
const MODAL = ':modal, :fullscreen, [aria-modal="true"]';

/** The parent a surface needs to be usable together with `element`. */
export function layerOf(element: Element): Element {
  const html = native(document, "documentElement");
  for (let at: Element | null = element; at && at !== html; at = parentOf(at)) if (isLayer(at)) return at;
  // Behind the body, out of reach of rules for the body's children and of pages that replace the body.
  return html;
}

/** Whether nothing outside it can be used now. */
export const isLayer = (element: Element): boolean => native(element, "matches")(MODAL);

/** `moveBefore()`, in browsers that have it: it keeps the focus and does not reload frames. */
interface Mover {
  moveBefore?(this: unknown, surface: Element, next: Node | null): void;
}

/**
 * Moves the surface into the layer, before `next` or at the end. If it is there already, nothing changes.
 */
export function standIn(layer: ParentNode & Node, surface: Element, next: Node | null = null): void {
  if (native(surface, "parentNode") === layer) return;
  // An author may have written a dock into a shadow root, which has its own method.
  const { moveBefore }: Mover = layer instanceof Element ? Element.prototype : ShadowRoot.prototype;
  if (moveBefore && native(surface, "isConnected") && native(layer, "isConnected"))
    moveBefore.call(layer, surface, next);
  else native(layer, "insertBefore")(surface, next);
}

/** The parent in the flat tree: across slots and shadow roots. */
export function parentOf(element: Element): Element | null {
  const parent = native(element, "assignedSlot") ?? native(element, "parentElement");
  if (parent) return parent;
  const root = native(element, "getRootNode")();
  return root instanceof ShadowRoot ? root.host : null;
}
