import { native } from "../dom/native.ts";
import type { Pin, Side } from "./sheet.ts";

/** How a box has to be made that stands at an end of a name. */
export interface Direction {
  readonly side: Side | undefined;
  readonly pin: Pin | undefined;
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Adlam}]/u;
const ARABIC = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LETTER = /[\p{L}\p{M}]/u;
const ISOLATED = /isolate|plaintext/;
/** Where the direction of signs that have none of their own is looked for: so many texts, and signs of each. */
const FARTHEST = { texts: 6, signs: 80 } as const;

/**
 * On which side of its end a name lies, and what keeps the box there: an empty one is put into order with the text
 * around, which may be written in the other direction.
 *
 * @param text what stands at the end of the element
 */
export function directionAt(element: Element, text: Text | undefined): Direction {
  const { direction, writingMode } = getComputedStyle(element);
  const rtl = direction === "rtl";
  const pin = text && isInOneLineWith(element, text) ? pinAt(text, rtl) : undefined;
  const endsAtLeft = pin === undefined ? rtl : pin !== "lrm";
  return {
    side: sideOf(writingMode, endsAtLeft),
    pin: isInQuirksMode() ? "vs" : text && endsAtLeft !== rtl && isPinnable(text) ? pin : undefined,
  };
}

/** Without a doctype, or with an old one, browsers lay lines out by other rules ("quirks mode"). */
const isInQuirksMode = (): boolean => native(document, "compatMode") === "BackCompat";

/** @param atLeft the box is at the left end of the name */
function sideOf(writingMode: string, atLeft: boolean): Side | undefined {
  if (writingMode === "horizontal-tb") return atLeft ? "right" : undefined;
  return atLeft ? "below" : "above";
}

/** What keeps the box with the signs at the end of the text; undefined: they go with the text around. */
function pinAt(text: Text, rtl: boolean): Pin | undefined {
  const own = firstPin([...text.data].reverse());
  if (own === undefined || (own !== "lrm") === rtl) return own;
  if (isPinnable(text)) return own;
  // A bracket, a full stop or a blank goes by what is on both of its sides.
  const beyond = firstPin(following(text));
  return beyond !== undefined && (beyond === "lrm") === (own === "lrm") ? own : undefined;
}

/** A letter or a figure there: what is put beside it changes the direction of nothing. */
const isPinnable = ({ data }: Text): boolean => /[\p{L}\p{M}\p{Nd}]$/u.test(data);

function firstPin(signs: readonly string[]): Pin | undefined {
  for (const sign of signs) {
    if (ARABIC.test(sign)) return "alm";
    if (RIGHT_TO_LEFT.test(sign)) return "rlm";
    if (LETTER.test(sign)) return "lrm";
  }
  return undefined;
}

/** Nothing around the text keeps its direction from what stands around it. */
function isInOneLineWith(element: Element, text: Text): boolean {
  for (let at = native(text, "parentElement"); at && at !== element; at = native(at, "parentElement")) {
    const { unicodeBidi, display } = getComputedStyle(at);
    if (ISOLATED.test(unicodeBidi) || display !== "inline") return false;
  }
  return true;
}

/** What stands behind the text in its block, as far as it matters. */
function following(text: Text): string[] {
  let block = native(text, "parentElement");
  while (block && /^(inline|contents)/.test(getComputedStyle(block).display)) block = native(block, "parentElement");
  if (!block) return [];
  const walker = native(document, "createTreeWalker")(block, NodeFilter.SHOW_TEXT);
  walker.currentNode = text;
  const signs: string[] = [];
  for (let count = 0; count < FARTHEST.texts && walker.nextNode(); count++)
    signs.push(...(walker.currentNode as Text).data.slice(0, FARTHEST.signs));
  return signs;
}
