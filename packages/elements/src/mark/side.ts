import { native } from "../dom/native.ts";
import type { Pin, Side } from "./sheet.ts";

/** How a box at the end of a name has to be generated. */
export interface Direction {
  readonly side: Side | undefined;
  readonly pin: Pin | undefined;
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Adlam}]/u;
const ARABIC = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}]/u;
const LETTER = /[\p{L}\p{M}]/u;
const ISOLATED = /isolate|plaintext/;
/** How many following texts, and characters of each, are searched for the direction of neutral characters. */
const FARTHEST = { texts: 6, signs: 80 } as const;

/**
 * On which side of its end a name lies, and which character keeps the box there: an empty box is ordered with the
 * surrounding text, which may be in the other writing direction.
 *
 * @param text the text at the end of the element
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

/** The character that keeps the box at the end of the text; undefined: the end is ordered with the surrounding text. */
function pinAt(text: Text, rtl: boolean): Pin | undefined {
  const own = firstPin([...text.data].reverse());
  if (own === undefined || (own !== "lrm") === rtl) return own;
  if (isPinnable(text)) return own;
  // A bracket, full stop or space takes its direction from the text on both sides.
  const beyond = firstPin(following(text));
  return beyond !== undefined && (beyond === "lrm") === (own === "lrm") ? own : undefined;
}

/** Whether it ends with a letter or digit, so that a character after it changes no direction. */
const isPinnable = ({ data }: Text): boolean => /[\p{L}\p{M}\p{Nd}]$/u.test(data);

function firstPin(signs: readonly string[]): Pin | undefined {
  for (const sign of signs) {
    if (ARABIC.test(sign)) return "alm";
    if (RIGHT_TO_LEFT.test(sign)) return "rlm";
    if (LETTER.test(sign)) return "lrm";
  }
  return undefined;
}

/** Whether no element between the text and `element` isolates its direction. */
function isInOneLineWith(element: Element, text: Text): boolean {
  for (let at = native(text, "parentElement"); at && at !== element; at = native(at, "parentElement")) {
    const { unicodeBidi, display } = getComputedStyle(at);
    if (ISOLATED.test(unicodeBidi) || display !== "inline") return false;
  }
  return true;
}

/** The characters after the text in its block, up to a limit. */
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
