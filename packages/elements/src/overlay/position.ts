import { computePosition, flip, type Middleware, type Platform, type Rect } from "@floating-ui/core";
import { native } from "../dom/native.ts";

/**
 * Keep a popover beside its anchor and inside the viewport until the returned function is called.
 * Set through the CSS object model, which a Content-Security-Policy without inline styles allows.
 */
export function keepBeside(anchor: Element | Range, floating: HTMLElement): () => void {
  let frame = 0;
  let seen = "";
  // Whatever moves either (scrolling, a page that grows, a transition) shows in where they are; nothing is written
  // while nothing moves.
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

/** What stays free at the edges of what one sees. */
const EDGE = 8;

// The library's own `offset` and `shift` know more than that, and are larger.
/** Below or above. */
const gap: Middleware = {
  name: "gap",
  fn: ({ y, placement }) => ({ y: y + (placement.startsWith("top") ? -6 : 6) }),
};

/** All of it, or, where it is too large for that, its beginning. */
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
    // For a popover whose own rules are important, so that those of the page do not reach it.
    floating.style.setProperty(`--_${side}`, `${Math.round(at)}px`);
  }
}

/**
 * A popover stands in the top layer: nothing clips it and nothing but the viewport holds it. The library's own reading
 * of a page asks its document, whose members elements can take for themselves (`native`).
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

/** What one sees of the page, without its scroll bars. */
function viewport(): Rect {
  const { offsetLeft: x, offsetTop: y, width, height } = visualViewport!;
  return { x, y, width, height };
}
