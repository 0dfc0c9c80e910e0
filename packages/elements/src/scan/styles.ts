import { native } from "../dom/native.ts";

/** How long changes are gathered, and how often names are looked at because of them. */
export const GATHER = { firstMs: 150, everyMs: 1_000 } as const;

/** Attributes by which a page's style sheets, or the browser, choose how something is laid out. */
const STYLED = ["class", "id", "style", "hidden", "dir", "open"];

/** The page may choose its colours by what the system prefers. */
const DARK = "(prefers-color-scheme: dark)";

/** More places than these, and everything is looked at. */
const MANY = 40;

interface Placed {
  readonly area: Element;
}

/**
 * Calls back when names may be laid out in another way than before: at another width of the window, with another style
 * sheet, or since an element around them has another class.
 *
 * @param changed is given what chooses the names that this concerns
 * @returns ends it
 */
export function whenStylesChange(
  root: Document | ShadowRoot | Element,
  changed: (within: <Name extends Placed>(names: Iterable<Name>) => Name[]) => void,
): () => void {
  let places: Set<Element> | "everywhere" = new Set();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = Number.NEGATIVE_INFINITY;

  const run = (): void => {
    timer = undefined;
    last = performance.now();
    const where = places;
    places = new Set();
    changed((names) => {
      const all = [...names];
      if (where === "everywhere") return all;
      const around = [...where].filter((place) => native(place, "isConnected"));
      return all.filter(({ area }) =>
        around.some((place) => native(place, "contains")(area) || native(area, "contains")(place)),
      );
    });
  };
  const gather = (changed: readonly Node[] = []): void => {
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

  const observer = new MutationObserver((records) => gather(records.map(({ target }) => target)));
  observer.observe(root, { subtree: true, attributes: true, attributeFilter: STYLED });
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
    window.removeEventListener("resize", everywhere);
    scheme.removeEventListener("change", everywhere);
    fonts.removeEventListener("loadingdone", everywhere);
    native(document, "removeEventListener")("load", loaded, true);
    native(document, "removeEventListener")("transitionend", faded);
  };
}
