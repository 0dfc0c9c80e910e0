import { native } from "./native.ts";
import { MARK } from "./ours.ts";
import { sheetsChange } from "./sheets.ts";
import { States } from "./states.ts";

/** How long changes are collected, and how often at most they are reported. */
export const GATHER = { firstMs: 150, everyMs: 1_000 } as const;

/** The page may choose its colours by this. */
const DARK = "(prefers-color-scheme: dark)";

/** With more changed places than this, everything is checked. */
const MANY = 40;
/** At most this many names are checked synchronously. */
const FEW = 50;

interface Placed {
  readonly area: Element;
}

/** Selects the names that a change may affect. */
export type Within = <Name extends Placed>(names: Iterable<Name>) => Name[];

/**
 * Calls back when names may be laid out differently than before: the window was resized, style sheets have changed, or
 * an element around or beside them has another attribute, or is hovered, focused or checked.
 *
 * @param changed gets a function that selects the names affected
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
  /** A transition to a new background colour has ended. */
  const faded = ({ target, propertyName }: TransitionEvent): void => {
    if (propertyName === "background-color" && target instanceof Element) gather([target]);
  };

  const observer = new MutationObserver((records) => {
    const places = records.flatMap(({ target, attributeName }) => placeOf(target, attributeName) ?? []);
    if (places.length > 0) gather(places);
  });
  // A style sheet may use any attribute to choose a layout.
  observer.observe(root, { subtree: true, attributes: true });
  // What is hovered changes at once. A part of the page with many names is not a row of a list, and can wait.
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

/** Names in these places, or around one of them. */
const around =
  (where: ReadonlySet<Element>): Within =>
  (names) => {
    const there = [...where].filter((place) => native(place, "isConnected"));
    return [...names].filter(({ area }) =>
      there.some((place) => native(place, "contains")(area) || native(area, "contains")(place)),
    );
  };

/**
 * The element whose names this attribute may affect: the node itself, or its parent, as siblings may depend on it too.
 */
function placeOf(node: Node, attribute: string | null): Element | undefined {
  if (!(node instanceof Element) || attribute === MARK) return undefined;
  const parent = attribute === "style" ? null : native(node, "parentElement");
  // Rows of a long list change their class when hovered; the other rows are not checked for that.
  return parent && native(parent, "childElementCount") <= FEW && !native(parent, "matches")("html, body")
    ? parent
    : node;
}
