import { native } from "../dom/native.ts";
import { isDarkAt } from "../overlay/dark.ts";
import { isLow, isTight, ROWS } from "./room.ts";
import { SIZE } from "./sheet.ts";
import { type Direction, directionAt } from "./side.ts";

/** The icon is a box generated at the end of this element's text, which takes no room. */
export interface Line extends Direction {
  readonly kind: "line";
  readonly element: Element;
  /** The icon must not extend beyond the end of the name. */
  readonly isTight: boolean;
  /** The icon must not extend above the line. */
  readonly isLow: boolean;
  /** The name is on a dark surface, whether the page declares it or not. */
  readonly isDark: boolean;
}

/** No box fits there: the icon is on our layer, over the name. */
export interface Over {
  readonly kind: "over";
  readonly element: Element;
  /** A hidden box after the name tells assistive technology the status. */
  readonly isSpoken: boolean;
}

export type Site = Line | Over;

/** Display types whose generated boxes are in a line of text. Hidden elements are checked again when they are shown. */
const FLOWS = new Set([
  "none",
  "inline",
  "inline-block",
  "block",
  "list-item",
  "table-cell",
  "table-caption",
  "flow-root",
]);
/** Elements that cannot have generated content. */
const REPLACED =
  "img, picture, video, audio, canvas, iframe, object, embed, input, select, textarea, svg, svg *, math, meter, progress";
/** How many nested elements are examined. */
const DEEPEST = 8;

/**
 * Where to draw the mark of a name: at the end of the element itself, or of the last element in it, if it does not lay
 * out its children as text.
 *
 * @param isTaken the page sometimes generates something after the name
 * @param isCut the end of the name is hidden by an ellipsis
 */
export function siteOf(name: Element, isTaken: boolean, isCut = false): Site {
  const isSpoken = !isTaken && !native(name, "matches")(REPLACED) && !isPartOfRow(name) && isFree(name);
  return (isTaken || isCut ? undefined : lineOf(name)) ?? { kind: "over", element: name, isSpoken };
}

/** Whether its text forms one flex item with adjacent text; a box between the two would split them. */
function isPartOfRow(name: Element): boolean {
  let around: Element | null = name;
  while (around && getComputedStyle(around).display === "contents") around = native(around, "parentElement");
  return around !== name && around !== null && ROWS.test(getComputedStyle(around).display);
}

function lineOf(name: Element): Line | undefined {
  let element: Element | undefined = name;
  for (let depth = 0; element && depth < DEEPEST; depth++) {
    if (native(element, "matches")(REPLACED)) return undefined;
    const { display, writingMode } = getComputedStyle(element);
    const last: Text | Element | undefined = lastShown(element);
    if (FLOWS.has(display) && last && isInLine(last)) {
      // Browsers misplace clipped boxes in sideways writing modes.
      if (!isFree(element) || writingMode.startsWith("sideways")) return undefined;
      const text = lastText(element);
      return {
        kind: "line",
        element,
        isTight: isTight(text ?? last),
        isLow: isLow(element),
        isDark: isDarkAt(element),
        ...directionAt(element, text),
      };
    }
    // A block follows the text, so nothing can be generated at the end of the line.
    if (FLOWS.has(display) && hasOwnText(element)) return undefined;
    element = last instanceof Element ? last : undefined;
  }
  return undefined;
}

/** The text at the end of the element; undefined when it ends with something else. */
export function lastText(element: Element): Text | undefined {
  let last: Text | Element | undefined = element;
  for (let depth = 0; last instanceof Element && depth < DEEPEST; depth++) last = lastShown(last);
  return last instanceof Text ? last : undefined;
}

function hasOwnText(element: Element): boolean {
  return [...native(element, "childNodes")].some((node) => node instanceof Text && /\S/.test(node.data));
}

/** The last child that is laid out; white space alone does not count. */
function lastShown(element: Element): Text | Element | undefined {
  for (let node: Node | null = native(element, "lastChild"); node; node = native(node, "previousSibling")) {
    if (node instanceof Text && /\S/.test(node.data)) return node;
    if (node instanceof Element && takesRoom(node)) return node;
  }
  return undefined;
}

function takesRoom(element: Element): boolean {
  const { display, position, float } = getComputedStyle(element);
  return display !== "none" && position !== "absolute" && position !== "fixed" && float === "none";
}

/** Text, or an element within a line of text. */
function isInLine(node: Text | Element): boolean {
  return node instanceof Text || /^(inline|ruby|contents)/.test(getComputedStyle(node).display);
}

/** Whether the page generates nothing after the element; our own box does not count. */
export function isFree(element: Element): boolean {
  const style = getComputedStyle(element, "::after");
  return style.content === "none" || style.content === "normal" || style.getPropertyValue(SIZE) !== "";
}
