import { native } from "./native.ts";
import { MARK } from "./ours.ts";
import { sheetsChange } from "./sheets.ts";
import { States } from "./states.ts";

/** How long changes are gathered, and how often names are looked at because of them. */
export const GATHER = { firstMs: 150, everyMs: 1_000 } as const;

/** The page may choose its colours by what the system prefers. */
const DARK = "(prefers-color-scheme: dark)";

/** More places than these, and everything is looked at. */
const MANY = 40;
/** So many names are looked at while the page waits. */
const FEW = 50;

interface Placed {
  readonly area: Element;
}

/** Chooses the names that a change concerns. */
export type Within = <Name extends Placed>(names: Iterable<Name>) => Name[];

/**
 * Calls back when names may be laid out in another way than before: at another width of the window, with other style
 * sheets, since an element around or beside them has another attribute, or is pointed at, focused or checked.
 *
 * @param changed is given what chooses the names that this concerns
 * @returns ends it
 */
export function whenStylesChange(
  root: Document | ShadowRoot | Element,
  changed: (within: Within, most?: number) => boolean,
): () => void {
  let places: Set<Element> | "everywhere" = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;

  const run = (): void => {
    timer = undefined;
    last = performance.now();
    const where = places;
    places = new Set();
    changed(where === "everywhere" ? (names) => [...names] : around(where));
  };
  const gather = (changed: readonly (Node | null)[] = []): void => {
    for (const place of changed) {
      if (!(place instanceof Element) || places === "everywhere") continue;
      places.add(place);
      if (places.size > MANY) places = "everywhere";
    }
    const wait = Math.max(GATHER.firstMs, last + GATHER.everyMs - performance.now());
    timer ??= setTimeout(run, wait);
  };
  const everywhere = (): void => {
    places = "everywhere";
    gather();
  };
  const loaded = ({ target }: Event): void => {
    if (target instanceof Element && native(target, "matches")("link, style")) everywhere();
  };
  /** A surface has got to its new colour. */
  const faded = ({ target, propertyName }: TransitionEvent): void => {
    if (propertyName === "background-color" && target instanceof Element) gather([target]);
  };

  const observer = new MutationObserver((records) => {
    const places = records.flatMap(({ target, attributeName }) => placeOf(target, attributeName) ?? []);
    if (places.length > 0) gather(places);
  });
  // By any attribute a style sheet may choose how something is laid out.
  observer.observe(root, { subtree: true, attributes: true });
  // What is pointed at shows at once what its author has there. A part of the page with many names is no row of a list.
  const states = new States((place) => changed(around(new Set([place])), FEW), everywhere);
  const stopSheets = sheetsChange(everywhere);
  const scheme = matchMedia(DARK);
  const fonts = native(document, "fonts");
  window.addEventListener("resize", everywhere);
  scheme.addEventListener("change", everywhere);
  fonts.addEventListener("loadingdone", everywhere);
  native(document, "addEventListener")("load", loaded, true);
  native(document, "addEventListener")("transitionend", faded);
  return () => {
    clearTimeout(timer);
    observer.disconnect();
    states.stop();
    stopSheets();
    window.removeEventListener("resize", everywhere);
    scheme.removeEventListener("change", everywhere);
    fonts.removeEventListener("loadingdone", everywhere);
    native(document, "removeEventListener")("load", loaded, true);
    native(document, "removeEventListener")("transitionend", faded);
  };
}

/** Names in these places, or around them. */
const around =
  (where: ReadonlySet<Element>): Within =>
  (names) => {
    const there = [...where].filter((place) => native(place, "isConnected"));
    return [...names].filter(({ area }) =>
      there.some((place) => native(place, "contains")(area) || native(area, "contains")(place)),
    );
  };

/** Where names are that this attribute of this node may concern: in it, and, but for its own style, beside it. */
function placeOf(node: Node, attribute: string | null): Element | undefined {
  if (!(node instanceof Element) || attribute === MARK) return undefined;
  const parent = attribute === "style" ? null : native(node, "parentElement");
  // A row of a long list has another class whenever it is pointed at: all others are not looked at for that.
  return parent && native(parent, "childElementCount") <= FEW && !native(parent, "matches")("html, body")
    ? parent
    : node;
}
