import { native } from "../../dom/native.ts";
import { parentOf } from "../../overlay/layer.ts";

/** So long in a frame, in milliseconds, it is asked what stands at a point: the browser looks through the page for it. */
const ASK_MS = 2;

/** Whose icon stands where, in pixels of the window. */
export interface Spot {
  readonly name: Element;
  readonly x: number;
  readonly y: number;
}

/**
 * What of the page stands over names: heads that stick, menus, dialogs. What stands at a point is asked of a few icons a
 * frame. What was found over one name is looked at for all in each frame, so that names that scroll below a head are
 * hidden by it at once.
 */
export class Covers<Key> {
  /** In the order in which they are asked about. */
  readonly #waiting = new Set<Key>();
  /** What was found over each. */
  readonly #over = new Map<Key, Element>();
  /** What covers whatever is within its box. */
  readonly #solid = new Set<Element>();
  /** Something was seen through its box. */
  readonly #loose = new WeakSet<Element>();
  #rects = new Map<Element, DOMRect | undefined>();

  /** Something may stand over it now, or no longer. */
  doubt(key: Key): void {
    this.#waiting.add(key);
  }

  forget(key: Key): void {
    this.#waiting.delete(key);
    this.#over.delete(key);
  }

  /**
   * Begins a frame: asks about as many as there is time for, at least one of those that wait.
   *
   * @param spots where the icons are that are seen
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

  /** Whether something stands over it, as far as is known in this frame. */
  has(key: Key, spot: Spot): boolean {
    const own = this.#over.get(key);
    if (own !== undefined && this.#holds(own, spot)) return true;
    // What is in a head that sticks is not below it.
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

  /** Undefined while nothing of it is seen. */
  #boxOf(cover: Element): DOMRect | undefined {
    if (!native(cover, "isConnected")) this.#solid.delete(cover);
    else if (cover.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return boxOf(cover);
    return undefined;
  }
}

/** Around a modal dialog is its backdrop. */
const boxOf = (cover: Element): DOMRect =>
  native(cover, "matches")(":modal")
    ? new DOMRect(0, 0, innerWidth, innerHeight)
    : native(cover, "getBoundingClientRect")();

const isWithin = ({ left, top, right, bottom }: DOMRect, x: number, y: number): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;

/** The largest part of the page that stands over the name there and is not around it. */
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
