import { computePosition, flip, type Middleware, type Platform, type Rect } from "@floating-ui/core";
import { native } from "../dom/native.ts";

/**
 * Keep a popover beside its anchor and inside the viewport until the returned function is called.
 * Styles are set through the CSS object model, which a Content-Security-Policy without inline styles allows.
 */
export function keepBeside(anchor: Element | Range, floating: HTMLElement): () => void {
  let frame = 0;
  let seen = "";
  // Whatever moves either (scrolling, a growing page, a transition) changes their boxes. Nothing is written while
  // nothing moves.
  const look = (): void => {
    frame = requestAnimationFrame(look);
    const boxes = JSON.stringify([rectOf(anchor), sizeOf(floating), viewport()]);
    if (boxes === seen) return;
    seen = boxes;
    void place(anchor, floating);
  };
  look();
  return () => cancelAnimationFrame(frame);
}

/** Free pixels at the edges of the viewport. */
const EDGE = 8;

// The library's own `offset` and `shift` do more, and are larger.
/** Distance to the anchor. */
const gap: Middleware = {
  name: "gap",
  fn: ({ y, placement }) => ({ y: y + (placement.startsWith("top") ? -6 : 6) }),
};

/** Keeps all of it visible, or its start when it is too large. */
const inSight: Middleware = {
  name: "inSight",
  fn({ x, y, rects: { floating } }) {
    const seen = viewport();
    return {
      x: within(x, seen.x, seen.width - floating.width),
      y: within(y, seen.y, seen.height - floating.height),
    };
  },
};

const within = (at: number, from: number, room: number): number =>
  Math.max(from + EDGE, Math.min(at, from + room - EDGE));

async function place(anchor: Element | Range, floating: HTMLElement): Promise<void> {
  const { x, y } = await computePosition(anchor, floating, {
    strategy: "fixed",
    placement: "bottom-start",
    middleware: [gap, flip({ padding: EDGE }), inSight],
    platform: topLayer,
  });
  for (const [side, at] of [
    ["left", x],
    ["top", y],
  ] as const) {
    floating.style[side] = `${Math.round(at)}px`;
    // For popovers whose rules are `!important`, to protect them from the page's rules.
    floating.style.setProperty(`--_${side}`, `${Math.round(at)}px`);
  }
}

/**
 * A popover is in the top layer: nothing clips it, and its containing block is the viewport. The library's default
 * platform reads members of the document, which named elements can shadow (`native`).
 */
const topLayer: Platform = {
  getElementRects: ({ reference, floating }: { reference: Element | Range; floating: HTMLElement }) => ({
    reference: rectOf(reference),
    floating: { x: 0, y: 0, ...sizeOf(floating) },
  }),
  getDimensions: sizeOf,
  getClippingRect: viewport,
  isRTL: (floating: Element) => getComputedStyle(floating).direction === "rtl",
};

function rectOf(anchor: Element | Range): Rect {
  const { x, y, width, height } =
    anchor instanceof Range ? anchor.getBoundingClientRect() : native(anchor, "getBoundingClientRect")();
  return { x, y, width, height };
}

function sizeOf(floating: HTMLElement): { width: number; height: number } {
  return { width: floating.offsetWidth, height: floating.offsetHeight };
}

/** The visual viewport, without scroll bars. */
function viewport(): Rect {
  const { offsetLeft: x, offsetTop: y, width, height } = visualViewport!;
  return { x, y, width, height };
}
