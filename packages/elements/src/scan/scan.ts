import { closest, matches, native } from "../dom/native.ts";
import { MARK } from "../dom/ours.ts";
import { whenStylesChange } from "../dom/styles.ts";
import { Drawing } from "../mark/drawing.ts";
import { Mark } from "../mark/mark.ts";
import { pageProvider } from "../provider/page.ts";
import { copyWithoutMarks } from "./copy.ts";
import { whenEdited } from "./edited.ts";
import { Hydration, whenParsed } from "./hydration.ts";
import { closestAbove, type Matcher, matcher, type PeopleSources } from "./match.ts";
import { Resolver } from "./resolver.ts";
import { Shadows } from "./shadows.ts";
import { slices } from "./slices.ts";
import { TextMarks } from "./text-marks.ts";

export interface ScanOptions extends PeopleSources {
  /** Prefix of our elements' names. @default "live" */
  readonly prefix?: string | undefined;
  /** Language of the marks' words. @default the page's, at each name */
  readonly lang?: string | undefined;
  /** Called with the number of people found, after each change. */
  readonly found?: (count: number) => void;
}

/**
 * Makes people in `root` live, now and when the page changes: `mailto:` links, h-cards, `[data-person]`, schema.org
 * people, and what the options select. The element that names the person gets an attribute, by which a style sheet
 * draws a mark that takes no room; nothing else in the page changes.
 *
 * @returns undoes everything and ends the scan
 * @throws SyntaxError when `selector` is invalid
 */
export function scan(root: Document | ShadowRoot | Element, options: ScanOptions = {}): () => void {
  const prefix = options.prefix ?? "live";
  const own = ["name", "status", "place", "chat", "dock", "card"].map((noun) => `${prefix}-${noun}`).join(", ");
  const people = matcher(options, own);
  const drawing = new Drawing(options.lang !== undefined);
  /** By the element matched, which may be a card around the name that is marked. */
  const marks = new Map<Element, Mark>();

  const count = (): void => options.found?.(marks.size + (inTexts?.size ?? 0));
  const look = (candidate: Element): void => {
    inTexts?.look(candidate);
    const match = native(candidate, "isConnected") ? people.match(candidate) : undefined;
    if (match && hydration.isAwaited(match.element, candidate)) return;
    const known = match && resolver.look(match.who, candidate);
    const whom = known?.is === "nobody" ? undefined : known;
    const mark = marks.get(candidate);
    if (mark?.means(whom) && mark.area === match?.element) {
      mark.review();
      return;
    }
    if (mark) {
      marks.delete(candidate);
      mark.end();
    }
    if (match && whom) marks.set(candidate, new Mark(match.element, whom, drawing, options.lang));
    // A copied name or a saved page may contain an old mark.
    else if (!drawing.has(candidate)) drawing.erase(candidate);
    if (mark || whom) count();
  };

  const inTexts = options.text ? new TextMarks(people, drawing, () => count()) : undefined;
  const work = slices(look);
  const hydration = new Hydration((candidates) => work.add(candidates));
  const resolver = new Resolver<Element>(pageProvider(), (places) => work.add(places));
  const observer = new MutationObserver((records) => work.add(changed(records, people, drawing)));
  const follow = (tree: Document | ShadowRoot | Element): void => {
    work.add(within(tree, people));
    observer.observe(tree, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: [...people.watched, MARK],
      characterData: people.readsText,
    });
  };
  const shadows = new Shadows(root, own, follow);
  // The page's scripts run first: they may hydrate server-rendered markup.
  const stopWaiting = whenParsed(() => {
    follow(root);
    shadows.start();
  });

  const stopCopies = copyWithoutMarks(root);
  const stopEdited = whenEdited((region) => work.add(within(region, people)));
  const stopStyles = whenStylesChange(root, (within, most = Number.POSITIVE_INFINITY) => {
    const concerned = within(marks.values());
    if (concerned.length > most) return false;
    refit(concerned);
    return true;
  });

  return () => {
    stopWaiting();
    observer.disconnect();
    shadows.stop();
    hydration.stop();
    stopCopies();
    stopEdited();
    stopStyles();
    work.stop();
    resolver.stop();
    for (const mark of marks.values()) mark.end();
    marks.clear();
    inTexts?.stop();
    for (const tree of [root, ...shadows.roots])
      for (const element of native<ParentNode, "querySelectorAll">(tree, "querySelectorAll")(`[${MARK}]`))
        drawing.erase(element);
    drawing.stop();
  };
}

/** In three passes, so that the page's styles are computed twice, and not twice for each name. */
function refit(marks: readonly Mark[]): void {
  for (const mark of marks) mark.erase();
  for (const mark of marks) mark.see();
  for (const mark of marks) mark.draw();
}

/** All elements in a part of the page, including its root, that may match or have a mark. */
function* within(root: Document | ShadowRoot | Element, { selector, texts }: Matcher): Generator<Element> {
  const wanted = `${selector}, [${MARK}]`;
  if (root instanceof Element && matches(root, wanted)) yield root;
  yield* native<ParentNode, "querySelectorAll">(root, "querySelectorAll")(wanted);
  for (const text of texts(root)) {
    const element = native(text, "parentElement");
    if (element) yield element;
  }
}

/** The elements to check after changes: those added or removed, and the matches around changed parts. */
function* changed(records: readonly MutationRecord[], people: Matcher, drawing: Drawing): Generator<Element> {
  const seen = new Set<Element>();
  const fresh = (element: Element | null | undefined): element is Element => {
    if (!element || seen.has(element)) return false;
    seen.add(element);
    return true;
  };
  for (const { type, target, addedNodes, removedNodes, attributeName } of records) {
    const place = target instanceof Element ? target : native(target, "parentElement");
    if (!place) continue;
    // Our own change, unless the page has changed the mark.
    if (attributeName === MARK && drawing.isAsDrawn(place)) continue;
    // A name may contain a link, and each affects whether the other matches.
    for (let around = closest(place, people.selector); around; around = closestAbove(around, people.selector))
      if (fresh(around)) yield around;
    // Turning a region on or off, or making it editable, affects everything in it.
    const parts = type === "attributes" ? [place] : [...removedNodes, ...addedNodes];
    if ((type === "attributes" || people.readsText) && fresh(place)) yield place;
    for (const part of parts) {
      if (!(part instanceof Element)) continue;
      for (const element of within(part, people)) if (fresh(element)) yield element;
    }
  }
}
