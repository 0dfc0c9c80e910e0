import { native } from "../dom/native.ts";

/** Behind a name these leave room at the upper edge of the line. */
const LOW = /^[\s.,;:…‚،؛、。]/;
/** What lays its children out side by side. */
export const ROWS = /flex|grid/;

/** The element whose lines this stands in. */
function blockAround(node: Node): Element | undefined {
  let block = node instanceof Element ? node : native(node, "parentElement");
  while (block && isInline(block)) block = native(block, "parentElement");
  return block ?? undefined;
}

/** What cuts off, with an ellipsis, the lines that this stands in where they are too long; undefined: nothing. */
export function cutterOf(node: Node): Element | undefined {
  const block = blockAround(node);
  if (!block) return undefined;
  const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(block);
  const cuts = textOverflow.includes("ellipsis") || /^\d/.test(webkitLineClamp);
  return cuts && overflowX !== "visible" ? block : undefined;
}

/** Whether something stands close behind this end of a name, or would cut off what goes beyond it. */
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

/** A new line, or nothing. */
const startsLine = (element: Element): boolean =>
  native(element, "localName") === "br" || !/^(inline|contents|ruby)/.test(getComputedStyle(element).display);

/** At the end of its last line. */
function isNarrow(block: Element): boolean {
  const { display, overflowX } = getComputedStyle(block);
  if (display.startsWith("inline") || overflowX !== "visible") return true;
  const parent = native(block, "parentElement");
  return parent !== null && ROWS.test(getComputedStyle(parent).display);
}

/** So much of its size a line needs above its letters for the icon. */
const NEEDED = 0.16;
/** How high letters are drawn, beside marks above and below, in parts of their size: about the same in most fonts. */
const LETTERS = 1.17;
/** Boxes one around the other that are looked at for what cuts off. */
const AROUND = 4;

/** Whether the icon's upper edge would be cut off: the line is the first of a box that cuts, and as high as its letters. */
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
  // "normal" is as high as the letters, and a little more in some fonts.
  let room = lineHeight === "normal" ? 0 : Math.max(0, (Number.parseFloat(lineHeight) - LETTERS * size) / 2);
  for (const [depth, box] of boxes.entries()) {
    const { paddingTop, borderTopWidth, marginTop } = getComputedStyle(box);
    room += Number.parseFloat(paddingTop);
    if (depth < boxes.length - 1) room += Number.parseFloat(borderTopWidth) + Math.max(0, Number.parseFloat(marginTop));
  }
  return room < NEEDED * size;
}
