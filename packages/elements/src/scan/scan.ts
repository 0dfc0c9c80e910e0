import { type Matcher, matcher, WATCHED_ATTRIBUTES } from "./match.ts";
import { slices } from "./slices.ts";

export interface ScanOptions {
  /** Prefix of our elements' names. @default "live" */
  readonly prefix?: string | undefined;
  /** A further selector of elements that stand for people. */
  readonly selector?: string | undefined;
  /** Language of the icons' words and cards. @default the page's, where the icon stands */
  readonly lang?: string | undefined;
  /** Called with how many people have been found so far, after each that is found or lost. */
  readonly found?: (count: number) => void;
}

interface Mark {
  readonly address: string;
  readonly at: Element;
  readonly icon: Element;
}

/** Tells our icons from `<live-name>`s that the page's author wrote. */
const MARKER = "data-livename-scanned";

/**
 * Makes people live that stand in `root` now and later: `mailto:` links, h-cards, `[data-person]`, schema.org
 * people, and what the selector chooses. Each gets an icon that takes no room, as the last child of the element
 * that names the person; nothing else of the page changes.
 *
 * @returns undoes all of it and stops looking
 * @throws SyntaxError when `selector` is not a selector
 */
export function scan(root: Document | ShadowRoot | Element, options: ScanOptions = {}): () => void {
  const prefix = options.prefix ?? "live";
  const own = ["name", "status", "place", "chat", "dock"].map((noun) => `${prefix}-${noun}`).join(", ");
  const people = matcher(options.selector, own);
  const marks = new WeakMap<Element, Mark>();
  let count = 0;

  const unmark = (candidate: Element): void => {
    const mark = marks.get(candidate);
    if (!mark) return;
    marks.delete(candidate);
    mark.icon.remove();
    options.found?.(--count);
  };

  const look = (candidate: Element): void => {
    const match = candidate.isConnected ? people.match(candidate) : undefined;
    const mark = marks.get(candidate);
    const stands = mark && mark.address === match?.address && mark.at === match.element;
    if (stands && mark.icon.parentNode === mark.at) return;
    unmark(candidate);
    if (!match) return;
    const icon = document.createElement(`${prefix}-name`);
    icon.setAttribute("person", match.address);
    icon.setAttribute("badge", "");
    icon.setAttribute(MARKER, "");
    if (options.lang !== undefined) icon.lang = options.lang;
    match.element.append(icon);
    marks.set(candidate, { address: match.address, at: match.element, icon });
    options.found?.(++count);
  };

  const work = slices(look);
  const observer = new MutationObserver((records) => work.add(changed(records, people)));
  work.add(within(root, people));
  observer.observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: WATCHED_ATTRIBUTES,
  });

  return () => {
    observer.disconnect();
    work.stop();
    for (const icon of root.querySelectorAll(`[${MARKER}]`)) icon.remove();
  };
}

/** All that may match in a part of the page, itself among it. */
function* within(root: Document | ShadowRoot | Element, { selector }: Matcher): Generator<Element> {
  if (root instanceof Element && root.matches(selector)) yield root;
  yield* root.querySelectorAll(selector);
}

/** What has to be looked at after changes: whatever came or went, and the people that the changed parts belong to. */
function* changed(records: readonly MutationRecord[], people: Matcher): Generator<Element> {
  const seen = new Set<Element>();
  const fresh = (element: Element | null | undefined): element is Element => {
    if (!element || seen.has(element)) return false;
    seen.add(element);
    return true;
  };
  for (const { type, target, addedNodes, removedNodes } of records) {
    if (!(target instanceof Element) || isOurs(addedNodes, removedNodes)) continue;
    const around = target.closest(people.selector);
    if (fresh(around)) yield around;
    // A region that is switched on or off, or becomes editable, changes what is in it.
    const parts = type === "attributes" ? [target] : [...removedNodes, ...addedNodes];
    if (type === "attributes" && fresh(target)) yield target;
    for (const part of parts) {
      if (!(part instanceof Element)) continue;
      for (const element of within(part, people)) if (fresh(element)) yield element;
    }
  }
}

/** An icon put in; what the page does to our icons (an overwritten text takes them away) is looked at. */
function isOurs(added: NodeList, removed: NodeList): boolean {
  return removed.length === 0 && added.length === 1 && added[0] instanceof Element && added[0].hasAttribute(MARKER);
}
