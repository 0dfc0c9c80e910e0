import { native } from "../dom/native.ts";
import { MARK, ownSheets } from "../dom/ours.ts";
import { KNOWS_BOTH, statusColour } from "../theme/status-colours.ts";
import { clipPath, coloured, SHAPES } from "./shapes.ts";

/** Token of the mark's attribute: on which side of its end the name lies. @default to the left */
export type Side = "right" | "above" | "below";

/**
 * Token: the zero-width character in the box. The first three keep the box with a name in the other writing direction.
 * In quirks mode, Firefox puts an empty box on the base line, so the box contains a variation selector there: it
 * changes no letter, takes its direction from the preceding letter, and does not affect line breaks.
 */
export type Pin = "lrm" | "rlm" | "alm" | "vs";

const PINS: Readonly<Record<Pin, string>> = { lrm: "\u200e", rlm: "\u200f", alm: "\u061c", vs: "\ufe0d" };

/** Token: the icon is on our layer, see `over/`. */
export const OVER = "over";

/** Token: a hidden box contains the status for assistive technology. */
export const SPOKEN = "spoken";

/** Token: the name is on a dark surface, whether the page declares it or not. */
export const DARK = "dark";

/** Token: something follows the name closely, so the icon must not extend beyond its end. */
export const TIGHT = "tight";

/** Token: the area above the line is clipped, so the icon must not extend above it. */
export const LOW = "low";

/** Size of the icon. Generated boxes with this property are ours. */
export const SIZE = "--livename-size";
const [X, Y, OUT] = ["--livename-x", "--livename-y", "--livename-out"] as const;
/** How far the icon extends above the text, so that it does not cover lower-case letters. */
const RISE = "-.16em";
/** Position of the icon in a line that is only as high as its letters. */
const LOWERED = ".1em";
/** Raises the specificity above the page's own rules for `::after`. */
const ABOVE = ":not(#\\9):not(#\\9)";

/**
 * A box generated after the name, in its line, so that it scrolls, wraps, is clipped and disappears with the name. It
 * is empty and has no width, padding or margin: it makes no line longer or higher, and adjacent letters join as before.
 * What is visible is its shadow, clipped to the shape of the icon.
 */
const BOX = `
  all: unset; display: inline; direction: inherit; unicode-bidi: normal; line-height: 0;
  ${SIZE}: max(var(--live-icon-size, min(.55em, 14px)), 7px); ${OUT}: .2em;
  ${X}: calc(var(${OUT}) - var(${SIZE})); ${Y}: ${RISE};
  pointer-events: none; user-select: none; forced-color-adjust: none; box-shadow: 0 0 0 var(${SIZE}) currentcolor;`;

/** Offset of the icon's upper left corner from the box, which is at the end of the name, at the top of its line. */
const SIDES: Readonly<Record<Side, string>> = {
  right: `${X}: calc(-1 * var(${OUT}));`,
  above: `${X}: calc(100% - var(${SIZE}) - ${RISE}); ${Y}: calc(var(${OUT}) - var(${SIZE}));`,
  below: `${X}: calc(100% - var(${SIZE}) - ${RISE}); ${Y}: calc(-1 * var(${OUT}));`,
};

const after = (more: string): string => `[${MARK}]:not([${MARK}~="${OVER}"])${more}${ABOVE}::after`;
const spoken = (more: string): string => `[${MARK}][${MARK}~="${SPOKEN}"]${more}${ABOVE}::after`;

/** For assistive technology only: out of the flow, in a corner of the window, so that it does not affect the layout. */
const UNSEEN = `
  all: unset; ${SIZE}: 0px; display: block; position: fixed; inset: 0 auto auto 0; inline-size: 0; block-size: 0;
  line-height: 0; overflow: hidden; pointer-events: none; user-select: none;`;

/** The style sheet that draws the marks of a page. It is adopted, which a policy without inline styles allows. */
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

  /**
   * Gives the mark `value` its words for assistive technology, where the page has this language; undefined: everywhere
   * else.
   */
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

  /** Adds the sheet to a tree, also when the page has removed it. */
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

  /** For screens only: nothing of ours is printed. */
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

/** A text as a CSS string. */
const string = (text: string): string =>
  `"${text.replaceAll(/["\\\n\r\f]/g, (char) => `\\${char.charCodeAt(0).toString(16)} `)}"`;
