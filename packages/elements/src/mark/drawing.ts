import { attribute, native } from "../dom/native.ts";
import { MARK } from "../dom/ours.ts";
import type { Site } from "./fit.ts";
import type { OverLayer } from "./over/layer.ts";
import type { Shape } from "./shapes.ts";
import { DARK, LOW, MarkSheet, OVER, SPOKEN, TIGHT } from "./sheet.ts";

/** What a mark shows. */
export interface Look {
  readonly shape: Shape;
  readonly activity?: string | undefined;
  /** What a screen reader reads after the name. */
  readonly words: string;
  /** The page's language at the name; undefined when it states none. */
  readonly lang: string | undefined;
}

/** A mark that the page removes this often within this time is not drawn again. */
const LOSSES = 10;
const WITHIN_MS = 5_000;

/** Draws the marks of one scan. */
export class Drawing {
  readonly #sheet = new MarkSheet();
  readonly #everyLang: boolean;
  readonly #drawn = new Map<Element, string>();
  /** When the page removed or changed a mark. */
  readonly #losses = new WeakMap<Element, number[]>();
  /** Names whose icons are on the layer over the page. The layer is loaded for the first one. */
  readonly #over = new Map<Element | Range, Shape>();
  #layer: Promise<OverLayer> | undefined;

  /** @param everyLang all words are in one language, whatever the page's language is */
  constructor(everyLang: boolean) {
    this.#everyLang = everyLang;
  }

  draw(site: Site, look: Look): void {
    const { element } = site;
    const root = native(element, "getRootNode")();
    if (!(root instanceof Document || root instanceof ShadowRoot)) return;
    const value = [look.shape, look.activity, ...tokensOf(site)].filter((token) => token).join(" ");
    this.#sheet.adopt(root);
    if (site.kind === "line" || site.isSpoken)
      this.#sheet.say(value, look.words, this.#everyLang ? undefined : look.lang);
    if (this.#isFoughtOver(element)) return;
    this.#drawn.set(element, value);
    if (attribute(element, MARK) !== value) native(element, "setAttribute")(MARK, value);
    if (site.kind === "over") this.drawOver(element, look.shape);
    else this.eraseOver(element);
  }

  /** Whether a script of the page keeps removing the mark; then it is given up. */
  #isFoughtOver(element: Element): boolean {
    if (!this.#drawn.has(element) || this.isAsDrawn(element)) return (this.#losses.get(element)?.length ?? 0) >= LOSSES;
    const now = performance.now();
    const losses = (this.#losses.get(element) ?? []).filter((lost) => now - lost < WITHIN_MS);
    losses.push(now);
    this.#losses.set(element, losses);
    if (losses.length < LOSSES) return false;
    this.erase(element);
    return true;
  }

  /** Whether this scan has drawn a mark on the element. */
  has(element: Element): boolean {
    return this.#drawn.has(element);
  }

  /** Whether the element's mark is as this scan left it: the page has neither removed nor changed it. */
  isAsDrawn(element: Element): boolean {
    return attribute(element, MARK) === (this.#drawn.get(element) ?? null);
  }

  erase(element: Element): void {
    this.#drawn.delete(element);
    if (attribute(element, MARK) !== null) native(element, "removeAttribute")(MARK);
    this.eraseOver(element);
  }

  stop(): void {
    this.#sheet.remove();
    this.#over.clear();
    this.#drawn.clear();
    void this.#layer?.then((layer) => layer.stop());
    this.#layer = undefined;
  }

  eraseOver(name: Element | Range): void {
    if (this.#over.delete(name)) void this.#layer?.then((layer) => this.#over.has(name) || layer.hide(name));
  }

  /** Draws an icon over the name, which is an element or a part of a text. */
  drawOver(name: Element | Range, shape: Shape): void {
    this.#over.set(name, shape);
    this.#layer ??= import("./over/layer.ts").then(({ OverLayer }) => new OverLayer());
    void this.#layer.then((layer) => {
      const now = this.#over.get(name);
      if (now !== undefined) layer.show(name, now);
    });
  }
}

const tokensOf = (site: Site): readonly (string | false | undefined)[] =>
  site.kind === "line"
    ? [site.side, site.pin, site.isTight && TIGHT, site.isLow && LOW, site.isDark && DARK]
    : [OVER, site.isSpoken && SPOKEN];
