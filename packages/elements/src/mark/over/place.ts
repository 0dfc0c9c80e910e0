import { native } from "../../dom/native.ts";
import { parentOf } from "../../overlay/layer.ts";
import { contentBoxOf } from "../cut.ts";
import { lastText } from "../fit.ts";
import { cutterOf } from "../room.ts";
import { directionAt } from "../side.ts";

/**
 * A corner of the icon, in pixels of the viewport, and the direction of the icon from there: -1 is to the left, or
 * above.
 */
export interface Corner {
  readonly x: number;
  readonly y: number;
  readonly across: -1 | 0;
  readonly down: -1 | 0;
}

/** A name: an element, or a part of a text. */
export type Place = Element | Range;

/** The element itself, or the one that contains the text. */
export function elementOf(place: Place): Element {
  if (place instanceof Element) return place;
  const { startContainer } = place;
  return native(startContainer, "parentElement") ?? native(document, "documentElement");
}

/** How far an icon extends above a text, as a fraction of its size, so that it does not cover lower-case letters. */
const RISE = 0.25;

/** How far an icon is below that edge where the area above is clipped, as a fraction of the text's height. */
const SUNK = 0.2;

/** Properties of a name that do not change while the page scrolls. */
export interface Ground {
  readonly name: Element;
  /** Set when the name is only a part of the text. */
  readonly range: Range | undefined;
  /** Its last text; undefined: it is a picture, or empty. */
  readonly text: Text | undefined;
  readonly toRight: boolean;
  /** Scroll containers and other elements that may clip it. */
  readonly clips: readonly Element[];
  /** The block that truncates its line with an ellipsis. */
  readonly cutter: Element | undefined;
}

const CLIPS = /auto|scroll|hidden|clip/;

/** The element, or the next one around it that has a box. */
export function boxAround(element: Element): Element {
  let box = element;
  while (getComputedStyle(box).display === "contents") {
    const around = parentOf(box);
    if (!around) break;
    box = around;
  }
  return box;
}

export function groundOf(place: Place): Ground {
  const name = elementOf(place);
  const clips = clipsOf(name);
  if (place instanceof Range) {
    const text = place.startContainer instanceof Text ? place.startContainer : undefined;
    // Addresses found in texts are written from left to right.
    return { name, range: place, text, toRight: false, clips, cutter: text && cutterOf(text) };
  }
  const text = lastText(name);
  const side = text ? directionAt(name, text).side : undefined;
  const rtl = getComputedStyle(name).direction === "rtl";
  const toRight = text ? side === "right" : rtl;
  return { name, range: undefined, text, toRight, clips, cutter: text && cutterOf(text) };
}

function clipsOf(name: Element): Element[] {
  const clips: Element[] = [];
  const documentElement = native(document, "documentElement");
  let { position } = getComputedStyle(name);
  for (let at = parentOf(name); at && at !== documentElement && position !== "fixed"; at = parentOf(at)) {
    const style = getComputedStyle(at);
    const holds = position !== "absolute" || style.position !== "static" || style.transform !== "none";
    if (!holds) continue;
    const isPage = at === native(document, "body") && style.position === "static";
    if (!isPage && (CLIPS.test(`${style.overflowX} ${style.overflowY}`) || /paint|strict|content/.test(style.contain)))
      clips.push(at);
    position = style.position;
  }
  return clips;
}

/**
 * The current position of the icon; undefined where the name is not visible.
 *
 * @param size of the icon, in pixels
 * @param boxes cache of clipping boxes measured in this frame
 */
export function cornerOf(ground: Ground, size: number, boxes: Map<Element, DOMRect>): Corner | undefined {
  const { name, range, text, toRight, clips, cutter } = ground;
  if (!native(name, "isConnected")) return undefined;
  const parent = text ? native(text, "parentElement") : name;
  if (
    !parent ||
    !boxAround(parent).checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true })
  )
    return undefined;
  const box = text
    ? lastBox(range ?? all(text), cutter && contentBoxOf(cutter))
    : native(name, "getBoundingClientRect")();
  if (!box || box.width === 0 || box.height === 0) return undefined;
  const corner: Corner = {
    x: toRight ? box.left : box.right,
    y: text
      ? Math.min(
          box.top + box.height * SUNK,
          Math.max(box.top - size * RISE, ...clips.map((clip) => measured(clip, boxes).top)),
        )
      : box.bottom,
    across: toRight ? 0 : -1,
    down: text ? 0 : -1,
  };
  const left = corner.x + corner.across * size;
  const top = corner.y + corner.down * size;
  const inside = (clip: DOMRect | DOMRectReadOnly): boolean =>
    left >= clip.left - 1 && top >= clip.top - 1 && left + size <= clip.right + 1 && top + size <= clip.bottom + 1;
  if (!inside(new DOMRect(0, 0, innerWidth, innerHeight))) return undefined;
  if (!clips.every((clip) => inside(measured(clip, boxes)))) return undefined;
  return corner;
}

function all(text: Text): Range {
  const range = native(document, "createRange")();
  range.selectNodeContents(text);
  return range;
}

/** The box of the last line; in a truncated line, of its visible part. */
function lastBox(range: Range, within: DOMRect | undefined): DOMRect | undefined {
  const boxes = [...range.getClientRects()].filter(({ width }) => width > 0);
  if (!within) return boxes.at(-1);
  const shown = boxes.filter(
    ({ left, right, top, bottom }) => left < within.right && right > within.left && (top + bottom) / 2 <= within.bottom,
  );
  const last = shown.at(-1);
  if (!last) return undefined;
  const line = shown.filter(({ top }) => Math.abs(top - last.top) < 2);
  const left = Math.max(within.left, Math.min(...line.map((box) => box.left)));
  const right = Math.min(within.right, Math.max(...line.map((box) => box.right)));
  return new DOMRect(left, last.top, right - left, last.height);
}

/** The box in which an element's content is visible. */
function measured(element: Element, boxes: Map<Element, DOMRect>): DOMRect {
  let box = boxes.get(element);
  if (box) return box;
  const { left, top } = native(element, "getBoundingClientRect")();
  const width = native(element, "clientWidth");
  const height = native(element, "clientHeight");
  box = new DOMRect(left + native(element, "clientLeft"), top + native(element, "clientTop"), width, height);
  boxes.set(element, box);
  return box;
}
