import { autoUpdate, computePosition, flip, offset, shift } from "@floating-ui/dom";

/**
 * Keep a floating element beside its anchor and inside the viewport until the returned function is called.
 * Set through the CSS object model, which a Content-Security-Policy without inline styles allows.
 */
export function keepBeside(anchor: Element, floating: HTMLElement): () => void {
  return autoUpdate(anchor, floating, async () => {
    const { x, y } = await computePosition(anchor, floating, {
      strategy: "fixed",
      placement: "bottom-start",
      middleware: [offset(6), flip({ padding: 8 }), shift({ padding: 8 })],
    });
    floating.style.left = `${Math.round(x)}px`;
    floating.style.top = `${Math.round(y)}px`;
  });
}
