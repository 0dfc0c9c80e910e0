import { attribute, native } from "../dom/native.ts";

/** How long a framework may take to hydrate its markup, and how often that is checked. */
export const HYDRATION = { atMostMs: 10_000, everyMs: 200 } as const;

/** Elements that contain server-rendered markup of a framework. */
const RENDERED = "#__next, [data-reactroot], #___gatsby, #__nuxt, [data-server-rendered], astro-island[ssr]";

/** Properties that frameworks add to elements they have hydrated. */
const TAKEN = /^(__react|_react|__vue|__ngContext__|_vnode|__svelte)/;

interface ReactRoot {
  readonly stateNode?: { readonly current?: { readonly memoizedState?: { readonly isDehydrated?: boolean } } };
}

/** Holds back names that a framework has yet to hydrate. */
export class Hydration {
  readonly #again: (candidates: readonly Element[]) => void;
  readonly #waiting = new Set<Element>();
  readonly #until = performance.now() + HYDRATION.atMostMs;
  /** Cache: whether an element has React's boundary comments among its children. */
  readonly #bounded = new Map<Node, boolean>();
  #seenMs = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param again called with the candidates held back, to check them again */
  constructor(again: (candidates: readonly Element[]) => void) {
    this.#again = again;
  }

  /** Whether the name has to wait; `again` is then called with its candidate. */
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

  /**
   * React hydrates content between boundary comments later. Cached for each parent, because thousands of rows may ask.
   */
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

/** Calls back when the page has been parsed and its scripts have run, or at once if they have. @returns cancels it */
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
 * Whether the element was rendered on a server and not hydrated yet. Hydration compares the markup, including
 * attributes, with what the framework expects.
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

/** Whether React has started to hydrate the root and not finished. */
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
