import { native } from "../dom/native.ts";
import { isLayer, layerOf, standIn } from "../overlay/layer.ts";

/** Where an author wrote the dock. */
interface Home {
  readonly parent: ParentNode & Node;
  readonly next: Node | null;
}

/**
 * Where the dock stands: where its author wrote it or behind the body, and in a modal dialog, a full-screen element or a
 * focus trap while a chat that was opened from there is to be used there.
 */
export class Standing {
  readonly #dock: HTMLElement;
  /** Those it went into, the last one on top. */
  readonly #layers: Element[] = [];
  #home: Home | undefined;
  #stop: (() => void) | undefined;
  #isAway = false;

  constructor(dock: HTMLElement) {
    this.#dock = dock;
  }

  /** Whether it is on its way from one place to another; for the page it never left. */
  get isMoving(): boolean {
    return this.#moving;
  }
  #moving = false;

  /** Stand where whoever uses `element` can use the dock. */
  joinLayerOf(element: Element): void {
    const layer = layerOf(element);
    if (!isLayer(layer)) this.#goHome();
    else if (!native(layer, "contains")(this.#dock)) {
      if (this.#layers.length === 0) this.#home = homeOf(this.#dock);
      this.#layers.push(layer);
      this.#enter(layer);
    }
  }

  /** Behind the body, where body swaps and rules for the body's children do not reach it. */
  standBehindBody(): void {
    this.#move(() => standIn(native(document, "documentElement"), this.#dock));
  }

  /** For a dock that is taken off the page. */
  leave(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#layers.length = 0;
    this.#home = undefined;
  }

  #enter(layer: Element): void {
    this.#isAway = true;
    this.#move(() => standIn(layer, this.#dock));
    this.#stop?.();
    this.#stop = whenOver(layer, () => this.#next());
  }

  /** The layer is gone: to the one below it that is still there. */
  #next(): void {
    this.#stop?.();
    this.#stop = undefined;
    const below = this.#layers.findLast((layer) => !isOver(layer));
    this.#layers.length = below === undefined ? 0 : this.#layers.lastIndexOf(below) + 1;
    if (below === undefined) this.#goHome();
    else this.#enter(below);
  }

  #goHome(): void {
    const home = this.#home;
    if (!this.#isAway) return;
    this.#isAway = false;
    this.leave();
    if (home && native(home.parent, "isConnected")) {
      const next = home.next && native(home.next, "parentNode") === home.parent ? home.next : null;
      this.#move(() => standIn(home.parent, this.#dock, next));
    } else this.standBehindBody();
  }

  #move(move: () => void): void {
    this.#moving = true;
    move();
    this.#moving = false;
  }
}

function homeOf(dock: HTMLElement): Home | undefined {
  const parent = native(dock, "parentNode");
  const isBehindBody = parent === native(document, "documentElement");
  return parent && !isBehindBody ? { parent, next: native(dock, "nextSibling") } : undefined;
}

/** Modal no more, or no more on the page or on the screen. */
const isOver = (layer: Element): boolean =>
  !native(layer, "isConnected") || !isLayer(layer) || !native(layer, "checkVisibility")();

/** Calls once, when the layer is over. */
function whenOver(layer: Element, over: () => void): () => void {
  const look = (): void => {
    if (isOver(layer)) over();
  };
  // Closed, hidden, taken away or no longer called modal; a dialog tells of its end only itself.
  const attributes = new MutationObserver(look);
  attributes.observe(layer, { attributes: true });
  const sight = new IntersectionObserver(look);
  sight.observe(layer);
  native(document, "addEventListener")("fullscreenchange", look);
  native(layer, "addEventListener")("close", look);
  return () => {
    attributes.disconnect();
    sight.disconnect();
    native(document, "removeEventListener")("fullscreenchange", look);
    native(layer, "removeEventListener")("close", look);
  };
}
