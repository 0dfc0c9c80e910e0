import { native } from "../../dom/native.ts";
import { parentOf } from "../../overlay/layer.ts";

/** Time for hit tests in each frame. The browser has to search the page for each. */
const ASK_MS = 2;

/** Centre of a name's icon, in pixels of the viewport. */
export interface Spot {
  readonly name: Element;
  readonly x: number;
  readonly y: number;
}

/**
 * Finds the elements that cover names: sticky headers, menus, dialogs. A few icons are hit-tested in each frame. An
 * element found to cover one name is checked for all names in every frame, so that a name that scrolls below a header
 * is hidden at once.
 */
export class Covers<Key> {
  /** In the order in which they are hit-tested. */
  readonly #waiting = new Set<Key>();
  /** The element found over each. */
  readonly #over = new Map<Key, Element>();
  /** Elements that cover everything within their boxes. */
  readonly #solid = new Set<Element>();
  /** Elements through whose boxes something was visible. */
  readonly #loose = new WeakSet<Element>();
  #rects = new Map<Element, DOMRect | undefined>();

  /** It may be covered now, or no longer. */
  doubt(key: Key): void {
    this.#waiting.add(key);
  }

  forget(key: Key): void {
    this.#waiting.delete(key);
    this.#over.delete(key);
  }

  /**
   * Starts a frame: hit-tests as many waiting icons as there is time for, at least one.
   *
   * @param spots positions of the visible icons
   */
  ask(spots: ReadonlyMap<Key, Spot>): void {
    this.#rects = new Map();
    const start = performance.now();
    for (const key of this.#waiting) {
      this.#waiting.delete(key);
      const spot = spots.get(key);
      if (spot === undefined) continue;
      const cover = coverOf(spot);
      if (cover === undefined) this.#isFree(key, spot);
      else {
        this.#over.set(key, cover);
        if (!this.#loose.has(cover)) this.#solid.add(cover);
      }
      if (performance.now() - start >= ASK_MS) return;
    }
  }

  /** Whether something covers it, as far as is known in this frame. */
  has(key: Key, spot: Spot): boolean {
    const own = this.#over.get(key);
    if (own !== undefined && this.#holds(own, spot)) return true;
    // A name in a sticky header is not below it.
    return [...this.#solid].some((cover) => this.#holds(cover, spot) && !isAround(cover, spot.name));
  }

  #isFree(key: Key, spot: Spot): void {
    this.#over.delete(key);
    for (const cover of this.#solid) {
      if (!this.#holds(cover, spot)) continue;
      this.#solid.delete(cover);
      this.#loose.add(cover);
    }
  }

  #holds(cover: Element, { x, y }: Spot): boolean {
    if (!this.#rects.has(cover)) this.#rects.set(cover, this.#boxOf(cover));
    const rect = this.#rects.get(cover);
    return rect !== undefined && isWithin(rect, x, y);
  }

  /** Undefined while it is invisible. */
  #boxOf(cover: Element): DOMRect | undefined {
    if (!native(cover, "isConnected")) this.#solid.delete(cover);
    else if (cover.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return boxOf(cover);
    return undefined;
  }
}

/** A modal dialog covers the viewport by its backdrop. */
const boxOf = (cover: Element): DOMRect =>
  native(cover, "matches")(":modal")
    ? new DOMRect(0, 0, innerWidth, innerHeight)
    : native(cover, "getBoundingClientRect")();

const isWithin = ({ left, top, right, bottom }: DOMRect, x: number, y: number): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;

/** The outermost element that covers the name there and does not contain it. */
function coverOf({ name, x, y }: Spot): Element | undefined {
  const root = native(name, "getRootNode")();
  const hit = root instanceof ShadowRoot ? root.elementFromPoint(x, y) : native(document, "elementFromPoint")(x, y);
  if (hit === null || native(name, "contains")(hit) || native(hit, "contains")(name)) return undefined;
  let cover = hit;
  for (let at = parentOf(hit); at && !isAround(at, name); at = parentOf(at)) if (isWithin(boxOf(at), x, y)) cover = at;
  return cover;
}

/** Shadow trees included. */
function isAround(outer: Element, name: Element): boolean {
  for (let at: Element | null = name; at; at = parentOf(at)) if (at === outer) return true;
  return false;
}
