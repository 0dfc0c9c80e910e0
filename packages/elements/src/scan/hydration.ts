import { attribute, native } from "../dom/native.ts";

/** How long after the start a framework may take to take its markup over, and how often is looked. */
export const HYDRATION = { atMostMs: 10_000, everyMs: 200 } as const;

/** Where frameworks write what was rendered on a server. */
const RENDERED = "#__next, [data-reactroot], #___gatsby, #__nuxt, [data-server-rendered], astro-island[ssr]";

/** What the frameworks note on elements that are theirs. */
const TAKEN = /^(__react|_react|__vue|__ngContext__|_vnode|__svelte)/;

interface ReactRoot {
  readonly stateNode?: { readonly current?: { readonly memoizedState?: { readonly isDehydrated?: boolean } } };
}

/** Keeps names waiting that a framework has yet to take over. */
export class Hydration {
  readonly #again: (candidates: readonly Element[]) => void;
  readonly #waiting = new Set<Element>();
  readonly #until = performance.now() + HYDRATION.atMostMs;
  /** Whether React's boundaries are among an element's children, as seen within the last moment. */
  readonly #bounded = new Map<Node, boolean>();
  #seenMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param again is called with those that waited, to look at them anew */
  constructor(again: (candidates: readonly Element[]) => void) {
    this.#again = again;
  }

  /** Whether the name has to wait; then its candidate comes back by itself. */
  isAwaited(name: Element, candidate: Element): boolean {
    const now = performance.now();
    if (now > this.#until) return false;
    if (now - this.#seenMs > HYDRATION.everyMs) {
      this.#bounded.clear();
      this.#seenMs = now;
    }
    if (!isToBeHydrated(name, (at) => this.#isInBoundary(at))) return false;
    this.#waiting.add(candidate);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const candidates = [...this.#waiting];
      this.#waiting.clear();
      this.#again(candidates);
    }, HYDRATION.everyMs);
    return true;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** React takes what stands between such comments over later than the rest. Of thousands of rows each asks. */
  #isInBoundary(element: Element): boolean {
    const parent = native(element, "parentNode");
    if (!parent) return false;
    let bounded = this.#bounded.get(parent);
    if (bounded === undefined) {
      bounded = [...native(parent, "childNodes")].some((node) => node instanceof Comment && BEGINS.test(node.data));
      this.#bounded.set(parent, bounded);
    }
    return bounded && isInBoundary(element);
  }
}

const BEGINS = /^\$[?!~]?$/;

/** Calls back when the page is there, and what came with it has run; at once when that is so. */
export function whenParsed(then: () => void): () => void {
  if (native(document, "readyState") !== "loading") {
    then();
    return () => {};
  }
  const later = (): void => {
    timer = setTimeout(then);
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  window.addEventListener("DOMContentLoaded", later, { once: true });
  return () => {
    window.removeEventListener("DOMContentLoaded", later);
    clearTimeout(timer);
  };
}

/**
 * The element was rendered on a server, and the framework that is to take it over has not done so yet: it compares what
 * it finds with what it expects, attributes too.
 */
function isToBeHydrated(element: Element, inBoundary: (element: Element) => boolean): boolean {
  let isTaken = false;
  for (let at: Element | null = element; at; at = native(at, "parentElement")) {
    const notes = Object.keys(at).filter((key) => TAKEN.test(key));
    const root = notes.find((key) => key.startsWith("__reactContainer$"));
    if (root !== undefined) return !isTaken && isDehydrated(Reflect.get(at, root) as ReactRoot | undefined);
    if (notes.length > 0) isTaken = true;
    if (!isTaken && inBoundary(at)) return true;
    if (isTaken || !native(at, "matches")(RENDERED)) continue;
    return attribute(at, "data-server-rendered") !== "false";
  }
  return false;
}

/** React has been asked to take over, and has not got through. */
const isDehydrated = (root: ReactRoot | undefined): boolean =>
  root?.stateNode?.current?.memoizedState?.isDehydrated === true;

function isInBoundary(element: Element): boolean {
  for (let node = native(element, "previousSibling"); node; node = native(node, "previousSibling")) {
    if (!(node instanceof Comment)) continue;
    if (node.data === "/$") return false;
    if (BEGINS.test(node.data)) return true;
  }
  return false;
}
