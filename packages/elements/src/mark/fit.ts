import { native } from "../dom/native.ts";
import { isDarkAt } from "../overlay/dark.ts";
import { isLow, isTight, ROWS } from "./room.ts";
import { SIZE } from "./sheet.ts";
import { type Direction, directionAt } from "./side.ts";

/** Where the style sheet can make a box that takes no room: at the end of which element's text. */
export interface Line extends Direction {
  readonly kind: "line";
  readonly element: Element;
  /** The icon may not go beyond the end of the name. */
  readonly isTight: boolean;
  /** The icon may not go beyond the upper edge of the line. */
  readonly isLow: boolean;
  /** The name stands on a dark surface, which the page need not say. */
  readonly isDark: boolean;
}

/** There is no such place: the icon stands on a layer of ours, over the name. */
export interface Over {
  readonly kind: "over";
  readonly element: Element;
  /** A box that one does not see says the status behind the name. */
  readonly isSpoken: boolean;
}

export type Site = Line | Over;

/** A box in their content stands in a line of it. What does not show will be looked at again when it does. */
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
/** What has no content of ours. */
const REPLACED =
  "img, picture, video, audio, canvas, iframe, object, embed, input, select, textarea, svg, svg *, math, meter, progress";
/** Elements one within the other that are looked into. */
const DEEPEST = 8;

/**
 * The end of the name where it shows: the element itself, or the last one in it, when it lays its children out in other
 * ways than as text.
 *
 * @param isTaken the author has something behind the name at other times
 * @param isCut the end of the name does not show, since its author cuts off lines that are too long
 */
export function siteOf(name: Element, isTaken: boolean, isCut = false): Site {
  const isSpoken = !isTaken && !native(name, "matches")(REPLACED) && !isPartOfRow(name) && isFree(name);
  return (isTaken || isCut ? undefined : lineOf(name)) ?? { kind: "over", element: name, isSpoken };
}

/** Its text is an item of a flex row with the text beside it; a box between the two would make them two items. */
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
      // Browsers paint what is cut to a shape elsewhere where lines are written sideways.
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
    // A block stands behind the text: the end of the line is nowhere to be had.
    if (FLOWS.has(display) && hasOwnText(element)) return undefined;
    element = last instanceof Element ? last : undefined;
  }
  return undefined;
}

/** The text at the end of the element; undefined when something else stands there. */
export function lastText(element: Element): Text | undefined {
  let last: Text | Element | undefined = element;
  for (let depth = 0; last instanceof Element && depth < DEEPEST; depth++) last = lastShown(last);
  return last instanceof Text ? last : undefined;
}

function hasOwnText(element: Element): boolean {
  return [...native(element, "childNodes")].some((node) => node instanceof Text && /\S/.test(node.data));
}

/** The last child that takes room; blanks alone fall away there. */
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

/** Text, or what stands in a line with text. */
function isInLine(node: Text | Element): boolean {
  return node instanceof Text || /^(inline|ruby|contents)/.test(getComputedStyle(node).display);
}

/** The author has nothing behind it: nobody has, or it is ours. */
export function isFree(element: Element): boolean {
  const style = getComputedStyle(element, "::after");
  return style.content === "none" || style.content === "normal" || style.getPropertyValue(SIZE) !== "";
}
