import { native } from "../dom/native.ts";
import { MARK, ownSheets } from "../dom/ours.ts";
import { KNOWS_BOTH, statusColour } from "../theme/status-colours.ts";
import { clipPath, coloured, SHAPES } from "./shapes.ts";

/** In the mark's attribute: to which side of its end the name lies. To the left, when none is said. */
export type Side = "right" | "above" | "below";

/**
 * In it: the character without width that is in the box. The first three keep it with a name of the other direction of
 * writing. In quirks mode Firefox puts an empty box on the base line, so the box holds a variation selector there: it has
 * no effect on any letter, takes its direction from the letter before it, and allows and prevents no line break.
 */
export type Pin = "lrm" | "rlm" | "alm" | "vs";

const PINS: Readonly<Record<Pin, string>> = { lrm: "\u200e", rlm: "\u200f", alm: "\u061c", vs: "\ufe0d" };

/** In it: the icon stands on a layer of ours, see `over/`. */
export const OVER = "over";

/** In it: a box that one does not see says the status. */
export const SPOKEN = "spoken";

/** In it: the surface that the name stands on is dark, whether the page says so or not. */
export const DARK = "dark";

/** In it: something stands close behind the name, so that the icon may not go beyond its end. */
export const TIGHT = "tight";

/** In it: what is above the line is cut off, so that the icon may not go beyond its upper edge. */
export const LOW = "low";

/** Of the icon. Boxes that have it are ours. */
export const SIZE = "--livename-size";
const [X, Y, OUT] = ["--livename-x", "--livename-y", "--livename-out"] as const;
/** How far the icon goes beyond the upper edge of the text: letters that are not tall stay free of it. */
const RISE = "-.16em";
/** The upper edge of a line that is as high as its letters alone. */
const LOWERED = ".1em";
/** Above whatever the page says of what follows its elements. */
const ABOVE = ":not(#\\9):not(#\\9)";

/**
 * A box that the style sheet makes behind the name, in its line, so that it scrolls, wraps, is clipped and goes with it.
 * It is empty and has neither width, padding nor margin: no line is longer or higher by it, and letters beside it join
 * as they did. What one sees is its shadow, cut to the shape of the icon.
 */
const BOX = `
  all: unset; display: inline; direction: inherit; unicode-bidi: normal; line-height: 0;
  ${SIZE}: max(var(--live-icon-size, min(.55em, 14px)), 7px); ${OUT}: .2em;
  ${X}: calc(var(${OUT}) - var(${SIZE})); ${Y}: ${RISE};
  pointer-events: none; user-select: none; forced-color-adjust: none; box-shadow: 0 0 0 var(${SIZE}) currentcolor;`;

/** The upper left corner of the icon, as seen from the box: at the end of the name, at the upper edge of its line. */
const SIDES: Readonly<Record<Side, string>> = {
  right: `${X}: calc(-1 * var(${OUT}));`,
  above: `${X}: calc(100% - var(${SIZE}) - ${RISE}); ${Y}: calc(var(${OUT}) - var(${SIZE}));`,
  below: `${X}: calc(100% - var(${SIZE}) - ${RISE}); ${Y}: calc(-1 * var(${OUT}));`,
};

const after = (more: string): string => `[${MARK}]:not([${MARK}~="${OVER}"])${more}${ABOVE}::after`;
const spoken = (more: string): string => `[${MARK}][${MARK}~="${SPOKEN}"]${more}${ABOVE}::after`;

/** For assistive technology alone: out of every line, and in a corner of the window, so that nothing grows by it. */
const UNSEEN = `
  all: unset; ${SIZE}: 0px; display: block; position: fixed; inset: 0 auto auto 0; inline-size: 0; block-size: 0;
  line-height: 0; overflow: hidden; pointer-events: none; user-select: none;`;

/** What draws the marks of a page; adopted, which a policy without inline styles allows. */
export class MarkSheet {
  readonly #sheet = new CSSStyleSheet();
  readonly #known = new Set<string>();
  readonly #roots = new Set<Document | ShadowRoot>();

  constructor() {
    ownSheets.add(this.#sheet);
    const both = CSS.supports(KNOWS_BOTH);
    this.#add(after(""), BOX);
    for (const [side, declarations] of Object.entries(SIDES)) this.#add(after(`[${MARK}~="${side}"]`), declarations);
    this.#add(after(`[${MARK}~="${TIGHT}"]`), `${OUT}: 0px;`);
    this.#add(after(`[${MARK}~="${LOW}"]`), `${Y}: ${LOWERED};`);
    this.#add(after(`[${MARK}~="${DARK}"]`), "color-scheme: dark;");
    for (const shape of SHAPES)
      this.#add(
        after(`[${MARK}~="${shape}"]`),
        `clip-path: ${clipPath(shape, { x: X, y: Y, size: SIZE })}; color: ${statusColour(coloured(shape), both)};`,
      );
    this.#insert(`@media screen and (forced-colors: active) { ${after(ABOVE)} { color: CanvasText !important } }`);
    this.#add(spoken(""), UNSEEN);
  }

  /** Makes the mark `value` say these words where this language is spoken; undefined: wherever no other one is known. */
  say(value: string, words: string, lang?: string): void {
    const key = `${lang ?? ""} ${value} ${words}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const where = lang === undefined || !/^[a-z][a-z0-9-]*$/i.test(lang) ? "" : `:lang(${lang})`;
    const tokens = value.split(" ");
    const box = tokens.includes(SPOKEN) ? spoken : after;
    const pin = (Object.keys(PINS) as Pin[]).find((pin) => tokens.includes(pin));
    const text = pin === undefined ? "" : PINS[pin];
    this.#add(box(`[${MARK}=${string(value)}]${where}`), `content: ${string(text)} / ${string(`(${words})`)};`);
  }

  /** Draws in this tree from now on; again, when the page has taken the sheet away. */
  adopt(root: Document | ShadowRoot): void {
    this.#roots.add(root);
    const sheets = sheetsOf(root);
    if (!sheets.includes(this.#sheet)) sheets.push(this.#sheet);
  }

  remove(): void {
    for (const root of this.#roots) {
      const sheets = sheetsOf(root);
      const at = sheets.indexOf(this.#sheet);
      if (at >= 0) sheets.splice(at, 1);
    }
    this.#roots.clear();
  }

  /** On paper there is nothing of ours. */
  #add(selector: string, declarations: string): void {
    const important = declarations.trim().replaceAll(/;(?=\s|$)/g, " !important;");
    this.#insert(`@media screen { ${selector} { ${important} } }`);
  }

  #insert(rule: string): void {
    this.#sheet.insertRule(rule, this.#sheet.cssRules.length);
  }
}

const sheetsOf = (root: Document | ShadowRoot): CSSStyleSheet[] =>
  native<Node & DocumentOrShadowRoot, "adoptedStyleSheets">(root, "adoptedStyleSheets");

/** As a string of CSS, whatever is in it. */
const string = (text: string): string =>
  `"${text.replaceAll(/["\\\n\r\f]/g, (char) => `\\${char.charCodeAt(0).toString(16)} `)}"`;
