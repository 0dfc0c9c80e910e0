import { native } from "../dom/native.ts";
import { lastText } from "./fit.ts";

/** Watches a name in a block that truncates its lines with an ellipsis. */
export class Cut {
  readonly block: Element;
  readonly #name: Element;
  readonly #changed: (isCut: boolean) => void;
  #isCut = false;

  /** @param changed called when the end of the name is hidden by the ellipsis, or visible again */
  constructor(name: Element, block: Element, changed: (isCut: boolean) => void) {
    this.#name = name;
    this.block = block;
    this.#changed = changed;
    const others = cuts.get(block);
    if (others) others.add(this);
    else cuts.set(block, new Set([this]));
    this.again();
  }

  /** Checks again, because the text may have changed. All names are measured together, once the page is laid out. */
  again(): void {
    observer.unobserve(this.block);
    observer.observe(this.block);
  }

  isBehindEllipsis(): boolean {
    const text = native(this.#name, "isConnected") ? lastText(this.#name) : undefined;
    if (!text) return false;
    const { block } = this;
    const { left, right, bottom } = contentBoxOf(block);
    const overflows = native(block, "scrollWidth") > native(block, "clientWidth");
    const range = native(document, "createRange")();
    range.selectNodeContents(text);
    // Chromium has boxes of the whole text and of its visible part. The ellipsis is about as wide as the font size.
    const { fontSize, direction } = getComputedStyle(block);
    const dots = overflows ? Number.parseFloat(fontSize) : -1;
    return [...range.getClientRects()].some(
      (box) =>
        box.width > 0 &&
        // Letters may overflow a low line.
        ((box.top + box.bottom) / 2 > bottom ||
          (direction === "rtl" ? box.left < left + dots : box.right > right - dots)),
    );
  }

  tell(isCut: boolean): void {
    if (isCut === this.#isCut) return;
    this.#isCut = isCut;
    this.#changed(isCut);
  }

  stop(): void {
    const others = cuts.get(this.block);
    others?.delete(this);
    if (others?.size !== 0) return;
    cuts.delete(this.block);
    observer.unobserve(this.block);
  }
}

const cuts = new Map<Element, Set<Cut>>();
// Called when the page has been laid out. All reads come before all writes.
const observer = new ResizeObserver((entries) => {
  const found = entries
    .flatMap(({ target }) => [...(cuts.get(target) ?? [])])
    .map((cut) => [cut, cut.isBehindEllipsis()] as const);
  for (const [cut, isCut] of found) cut.tell(isCut);
});

/** The content box of a block, relative to the viewport. */
export function contentBoxOf(block: Element): DOMRect {
  const { paddingLeft, paddingRight, paddingTop, paddingBottom } = getComputedStyle(block);
  const [left, right, top, bottom] = [paddingLeft, paddingRight, paddingTop, paddingBottom].map(Number.parseFloat);
  const box = native(block, "getBoundingClientRect")();
  return new DOMRect(
    box.left + native(block, "clientLeft") + left!,
    box.top + native(block, "clientTop") + top!,
    native(block, "clientWidth") - left! - right!,
    native(block, "clientHeight") - top! - bottom!,
  );
}
