import { native } from "../dom/native.ts";

/** Characters after a name that leave room at the top of the line. */
const LOW = /^[\s.,;:…‚،؛、。]/;
/** Display types that lay out children side by side. */
export const ROWS = /flex|grid/;

/** The element whose lines contain this node. */
function blockAround(node: Node): Element | undefined {
  let block = node instanceof Element ? node : native(node, "parentElement");
  while (block && isInline(block)) block = native(block, "parentElement");
  return block ?? undefined;
}

/** The block that truncates the node's lines with an ellipsis; undefined: none does. */
export function cutterOf(node: Node): Element | undefined {
  const block = blockAround(node);
  if (!block) return undefined;
  const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(block);
  const cuts = textOverflow.includes("ellipsis") || /^\d/.test(webkitLineClamp);
  return cuts && overflowX !== "visible" ? block : undefined;
}

/** Whether something follows this end of a name closely, or would clip what extends beyond it. */
export function isTight(end: Text | Element): boolean {
  if (end instanceof Text && /\s$/.test(end.data)) return true;
  for (let at: Node = end; ; ) {
    const next = native(at, "nextSibling");
    if (next instanceof Text && next.data !== "") return !LOW.test(next.data);
    if (next instanceof Element && startsLine(next)) return false;
    if (next instanceof Element) return !LOW.test(native(next, "textContent") ?? "");
    if (next) {
      at = next;
      continue;
    }
    const parent = native(at, "parentElement");
    if (!parent) return false;
    if (!isInline(parent)) return isNarrow(parent);
    at = parent;
  }
}

const isInline = (element: Element): boolean =>
  /^(inline|contents|ruby|ruby-text)$/.test(getComputedStyle(element).display);

/** Whether it starts a new line, or is not rendered. */
const startsLine = (element: Element): boolean =>
  native(element, "localName") === "br" || !/^(inline|contents|ruby)/.test(getComputedStyle(element).display);

/** Whether there is no room after the end of its last line. */
function isNarrow(block: Element): boolean {
  const { display, overflowX } = getComputedStyle(block);
  if (display.startsWith("inline") || overflowX !== "visible") return true;
  const parent = native(block, "parentElement");
  return parent !== null && ROWS.test(getComputedStyle(parent).display);
}

/** Room above the letters that the icon needs, as a fraction of the font size. */
const NEEDED = 0.16;
/** Height of letters without diacritics, as a fraction of the font size; about the same in most fonts. */
const LETTERS = 1.17;
/** How many boxes around each other are checked for clipping. */
const AROUND = 4;

/**
 * Whether the icon's upper edge would be clipped: the line is the first in a box that clips, and only as high as its
 * letters.
 */
export function isLow(name: Element): boolean {
  const boxes: Element[] = [];
  let clips = false;
  for (let box = blockAround(name); box && !clips && boxes.length < AROUND; ) {
    boxes.push(box);
    clips = getComputedStyle(box).overflowY !== "visible";
    box = native(box, "previousElementSibling") ? undefined : (native(box, "parentElement") ?? undefined);
  }
  const [block] = boxes;
  if (!clips || !block) return false;
  const { fontSize, writingMode } = getComputedStyle(name);
  if (!writingMode.startsWith("horizontal")) return false;
  const { lineHeight } = getComputedStyle(block);
  const size = Number.parseFloat(fontSize);
  // "normal" is about as high as the letters.
  let room = lineHeight === "normal" ? 0 : Math.max(0, (Number.parseFloat(lineHeight) - LETTERS * size) / 2);
  for (const [depth, box] of boxes.entries()) {
    const { paddingTop, borderTopWidth, marginTop } = getComputedStyle(box);
    room += Number.parseFloat(paddingTop);
    if (depth < boxes.length - 1) room += Number.parseFloat(borderTopWidth) + Math.max(0, Number.parseFloat(marginTop));
  }
  return room < NEEDED * size;
}
