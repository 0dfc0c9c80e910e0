import { native } from "../dom/native.ts";

/** While one of these is open, nothing outside of it can be used. */
const MODAL = ':modal, :fullscreen, [aria-modal="true"]';

/** Where a surface has to stand so that whoever uses `element` can use it, too. */
export function layerOf(element: Element): Element {
  const html = native(document, "documentElement");
  for (let at: Element | null = element; at && at !== html; at = parentOf(at)) if (isLayer(at)) return at;
  // Behind the body: rules for the body's children do not reach it, nor does a page that takes a new body.
  return html;
}

/** Whether what is outside of it cannot be used now. */
export const isLayer = (element: Element): boolean => native(element, "matches")(MODAL);

/** As far as the browser knows it: moved by it, frames are not loaded anew and the focus stays. */
interface Mover {
  moveBefore?(this: unknown, surface: Element, next: Node | null): void;
}

/**
 * Puts the surface there, before `next` or at the end; one that is there already stays, with its focus and its frames.
 */
export function standIn(layer: ParentNode & Node, surface: Element, next: Node | null = null): void {
  if (native(surface, "parentNode") === layer) return;
  // A shadow root that an author wrote a dock in has one of its own.
  const { moveBefore }: Mover = layer instanceof Element ? Element.prototype : ShadowRoot.prototype;
  if (moveBefore && native(surface, "isConnected") && native(layer, "isConnected"))
    moveBefore.call(layer, surface, next);
  else native(layer, "insertBefore")(surface, next);
}

/** The element around this one as the page is drawn, shadow trees included. */
export function parentOf(element: Element): Element | null {
  const parent = native(element, "assignedSlot") ?? native(element, "parentElement");
  if (parent) return parent;
  const root = native(element, "getRootNode")();
  return root instanceof ShadowRoot ? root.host : null;
}
