import { native } from "../dom/native.ts";
import { lastText } from "./fit.ts";

/** A name in lines that its author cuts off with an ellipsis. */
export class Cut {
  readonly block: Element;
  readonly #name: Element;
  readonly #changed: (isCut: boolean) => void;
  #isCut = false;

  /** @param changed is called when the end of the name goes out of sight behind the ellipsis, or comes back */
  constructor(name: Element, block: Element, changed: (isCut: boolean) => void) {
    this.#name = name;
    this.block = block;
    this.#changed = changed;
    const others = cuts.get(block);
    if (others) others.add(this);
    else cuts.set(block, new Set([this]));
    this.again();
  }

  /** Looks anew: the text may be another one. Measured when the page is laid out, and not each time for one name. */
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
    // Of a cut text Chromium has boxes both of the whole and of what is left; the ellipsis is as wide as a letter is high.
    const { fontSize, direction } = getComputedStyle(block);
    const dots = overflows ? Number.parseFloat(fontSize) : -1;
    return [...range.getClientRects()].some(
      (box) =>
        box.width > 0 &&
        // Letters may stand out of a line that is not as high as they are.
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
// Called when the page has been laid out. First all is read, then all is written.
const observer = new ResizeObserver((entries) => {
  const found = entries
    .flatMap(({ target }) => [...(cuts.get(target) ?? [])])
    .map((cut) => [cut, cut.isBehindEllipsis()] as const);
  for (const [cut, isCut] of found) cut.tell(isCut);
});

/** Where the lines of a block stand, in the window. */
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
