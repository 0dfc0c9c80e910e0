import { native } from "../../dom/native.ts";
import { schemeAt } from "../../overlay/surface.ts";
import { KNOWS_BOTH, statusColour, statusProperty } from "../../theme/status-colours.ts";
import { clipPath, coloured, SHAPES, type Shape } from "../shapes.ts";
import { SIZE } from "../sheet.ts";
import { Covers, type Spot } from "./covers.ts";
import { boxAround, type Corner, cornerOf, elementOf, type Ground, groundOf, type Place } from "./place.ts";

/** How long positions are updated in each frame after something has moved, and how often otherwise. */
const LOOK = { awakeMs: 400, everyMs: 400 } as const;

/** Events after which names may have moved. */
const MOVES = [
  "scroll",
  "resize",
  "toggle",
  "load",
  "click",
  "transitionrun",
  "transitionend",
  "animationstart",
  "fullscreenchange",
];

/** An icon over a name that has no room for one in its line. */
interface Icon {
  readonly name: Place;
  /** The element with a box that an observer can watch. */
  readonly box: Element;
  shape: Shape;
  ground: Ground | undefined;
  /** While the name is in or near the viewport. */
  element: HTMLElement | undefined;
  size: number;
  placed: string;
}

/**
 * All icons over names, in one element behind the body. It is in the top layer, because names in dialogs are there too.
 * It does not affect the page's layout, and pointer events pass through it. Names outside the viewport cost only an
 * entry in one observer.
 */
export class OverLayer {
  readonly #host: HTMLElement = native(document, "createElement")("livename-marks");
  readonly #root: ShadowRoot;
  readonly #icons = new Map<Place, Icon>();
  /** By the element with a box that an observer can watch. */
  readonly #seen = new Map<Element, Set<Icon>>();
  readonly #visible = new Set<Icon>();
  readonly #covers = new Covers<Icon>();
  readonly #observer = new IntersectionObserver((entries) => this.#see(entries));
  readonly #resized = new ResizeObserver(() => this.#wake());
  #frame = 0;
  #awakeUntil = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    this.#root = this.#host.attachShadow({ mode: "closed" });
    this.#root.adoptedStyleSheets = [styles()];
    this.#host.setAttribute("aria-hidden", "true");
    this.#host.setAttribute("popover", "manual");
  }

  /** Shows or changes the icon. When it is unchanged, its position is updated, because the name may have moved. */
  show(name: Place, shape: Shape): void {
    let icon = this.#icons.get(name);
    if (icon !== undefined && icon.shape !== shape) {
      // A new status does not move the icon.
      icon.shape = shape;
      if (icon.element) this.#dress(icon);
      return;
    }
    if (icon === undefined) {
      if (this.#icons.size === 0) this.#start();
      const box = boxAround(elementOf(name));
      icon = { name, box, shape, ground: undefined, element: undefined, size: 0, placed: "" };
      this.#icons.set(name, icon);
      const others = this.#seen.get(box);
      if (others?.size) {
        others.add(icon);
        if ([...others].some((other) => this.#visible.has(other))) this.#enter(icon);
      } else this.#seen.set(box, new Set([icon]));
      this.#observer.observe(box);
    }
    icon.ground = undefined;
    if (icon.element) this.#dress(icon);
    this.#wake();
  }

  hide(name: Place): void {
    const icon = this.#icons.get(name);
    if (!icon) return;
    this.#icons.delete(name);
    const others = this.#seen.get(icon.box);
    others?.delete(icon);
    if (others?.size === 0) {
      this.#seen.delete(icon.box);
      this.#observer.unobserve(icon.box);
    }
    this.#leave(icon);
    if (this.#icons.size === 0) this.stop();
  }

  /** Removes everything. */
  stop(): void {
    for (const type of MOVES) window.removeEventListener(type, this.#wake, true);
    this.#observer.disconnect();
    this.#resized.disconnect();
    cancelAnimationFrame(this.#frame);
    clearInterval(this.#timer);
    this.#frame = 0;
    this.#timer = undefined;
    this.#icons.clear();
    this.#seen.clear();
    for (const icon of this.#visible) this.#covers.forget(icon);
    this.#visible.clear();
    this.#root.replaceChildren();
    this.#host.remove();
  }

  #start(): void {
    for (const type of MOVES) window.addEventListener(type, this.#wake, { capture: true, passive: true });
    this.#resized.observe(native(document, "documentElement"));
  }

  #see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      for (const icon of this.#seen.get(target) ?? []) {
        if (isIntersecting === this.#visible.has(icon)) continue;
        if (isIntersecting) this.#enter(icon);
        else this.#leave(icon);
      }
    }
    if (this.#visible.size > 0) this.#wake();
  }

  #enter(icon: Icon): void {
    this.#visible.add(icon);
    icon.element = native(document, "createElement")("i");
    icon.element.append(native(document, "createElement")("b"));
    icon.placed = "";
    icon.ground = undefined;
    this.#dress(icon);
    this.#root.append(icon.element);
  }

  #leave(icon: Icon): void {
    this.#visible.delete(icon);
    this.#covers.forget(icon);
    icon.element?.remove();
    icon.element = undefined;
  }

  /** Takes colours and size from the page at the name. */
  #dress({ name, shape, element }: Icon): void {
    if (!element) return;
    const there = getComputedStyle(elementOf(name));
    element.firstElementChild!.className = shape;
    element.style.colorScheme = schemeAt(elementOf(name));
    const zoom = zoomOf(elementOf(name)) / zoomOf(this.#host);
    element.style.fontSize = `${Number.parseFloat(there.fontSize) * zoom}px`;
    for (const property of ["--live-icon-size", statusProperty(coloured(shape))]) {
      const value = there.getPropertyValue(property);
      if (value) element.style.setProperty(property, value);
      else element.style.removeProperty(property);
    }
  }

  readonly #wake = (event?: Event): void => {
    // Elements added to the top layer later are above ours.
    if (event?.type === "toggle" || event?.type === "fullscreenchange") this.#raise(event.target);
    this.#awakeUntil = performance.now() + LOOK.awakeMs;
    if (this.#visible.size > 0 && this.#frame === 0) this.#frame = requestAnimationFrame(this.#look);
  };

  readonly #look = (): void => {
    this.#frame = 0;
    if (this.#visible.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setInterval(() => {
      if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#look);
    }, LOOK.everyMs);
    if (!native(this.#host, "isConnected")) this.#raise();
    // All reads come before all writes, so that the page is laid out once.
    const scale = this.#scale();
    const corners = this.#measure(scale);
    let moved = false;
    for (const [icon, corner] of corners) {
      const place = corner ? transformOf(corner, scale) : "";
      if (icon.placed === place) continue;
      icon.placed = place;
      moved = true;
      icon.element!.style.transform = place;
      icon.element!.classList.toggle("shown", corner !== undefined);
      icon.element!.classList.toggle("face", corner?.down === -1);
    }
    if (moved) this.#awakeUntil = performance.now() + LOOK.awakeMs;
    if (performance.now() < this.#awakeUntil) this.#frame = requestAnimationFrame(this.#look);
  };

  /** Position of each icon; undefined where the name is not visible. */
  #measure(scale: number): Map<Icon, Corner | undefined> {
    const boxes = new Map<Element, DOMRect>();
    const corners = new Map<Icon, Corner | undefined>();
    const spots = new Map<Icon, Spot>();
    for (const icon of this.#visible) {
      icon.size ||= icon.element!.offsetWidth * scale;
      icon.ground ??= groundOf(icon.name);
      const corner = cornerOf(icon.ground, icon.size, boxes);
      corners.set(icon, corner);
      this.#covers.doubt(icon);
      if (corner) spots.set(icon, spotOf(icon.ground.name, corner, icon.size));
    }
    this.#covers.ask(spots);
    for (const [icon, spot] of spots) if (this.#covers.has(icon, spot)) corners.set(icon, undefined);
    return corners;
  }

  /** Viewport pixels for one pixel of the layer: more than 1 in a page with zoom. */
  #scale(): number {
    return this.#host.getBoundingClientRect().width / this.#host.offsetWidth || 1;
  }

  #raise(by?: EventTarget | null): void {
    if (by === this.#host || (this.#icons.size === 0 && !by)) return;
    if (by && !(by instanceof Element && native(by, "matches")("dialog, :fullscreen") && this.#isWithin(by))) return;
    const html = native(document, "documentElement");
    if (native(this.#host, "parentNode") !== html) native(html, "append")(this.#host);
    if (this.#host.matches(":popover-open")) this.#host.hidePopover();
    this.#host.showPopover();
  }

  #isWithin(dialog: Element): boolean {
    return [...this.#icons.keys()].some((name) => native(dialog, "contains")(elementOf(name)));
  }
}

/** CSS zoom of an element; 1 in browsers that do not report it. */
const zoomOf = (element: Element): number =>
  (element as Element & { readonly currentCSSZoom?: number }).currentCSSZoom || 1;

/** The centre of the icon. */
const spotOf = (name: Element, { x, y, across, down }: Corner, size: number): Spot => ({
  name,
  x: x + (across + 0.5) * size,
  y: y + (down + 0.5) * size,
});

const transformOf = ({ x, y, across, down }: Corner, scale: number): string =>
  `translate(${Math.round((x / scale) * 8) / 8}px, ${Math.round((y / scale) * 8) / 8}px) translate(${across * 100}%, ${down * 100}%)`;

function styles(): CSSStyleSheet {
  const both = CSS.supports(KNOWS_BOTH);
  const sheet = new CSSStyleSheet();
  const shapes = SHAPES.map(
    (shape) =>
      `.${shape} { clip-path: ${clipPath(shape, { x: "--_x", y: "--_y", size: SIZE })}; background: ${statusColour(coloured(shape), both)}; }`,
  );
  sheet.replaceSync(`
    :host { all: initial !important; display: none !important; }
    @media screen {
      :host(:popover-open) { display: block !important; position: fixed !important; inset: 0 !important; contain: strict !important; pointer-events: none !important; }
    }
    i { ${SIZE}: max(var(--live-icon-size, min(.55em, 14px)), 7px); position: absolute; inset: 0 auto auto 0; inline-size: var(${SIZE}); block-size: var(${SIZE}); visibility: hidden; }
    i.shown { visibility: visible; }
    i.face { background: Canvas; border-radius: 50%; box-shadow: 0 0 0 1.5px Canvas; }
    b { --_x: 0px; --_y: 0px; display: block; block-size: 100%; forced-color-adjust: none; }
    ${shapes.join("\n")}
    @media (forced-colors: active) { i > b { background: CanvasText !important; } }`);
  return sheet;
}
