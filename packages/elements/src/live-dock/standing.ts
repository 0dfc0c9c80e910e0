import { native } from "../dom/native.ts";
import { isLayer, layerOf, standIn } from "../overlay/layer.ts";

/** Where an author wrote the dock. */
interface Home {
  readonly parent: ParentNode & Node;
  readonly next: Node | null;
}

/**
 * Moves the dock within the page. Its place is where its author wrote it, or behind the body. While a chat that was
 * opened from a modal dialog, a full-screen element or a focus trap has to be usable there, the dock is in that layer.
 */
export class Standing {
  readonly #dock: HTMLElement;
  /** The layers it was moved into, the last one on top. */
  readonly #layers: Element[] = [];
  #home: Home | undefined;
  #stop: (() => void) | undefined;
  #isAway = false;

  constructor(dock: HTMLElement) {
    this.#dock = dock;
  }

  /** Whether it is being moved: its disconnection is then not a removal. */
  get isMoving(): boolean {
    return this.#moving;
  }
  #moving = false;

  /** Move the dock into the layer of `element`, so that it can be used from there. */
  joinLayerOf(element: Element): void {
    const layer = layerOf(element);
    if (!isLayer(layer)) this.#goHome();
    else if (!native(layer, "contains")(this.#dock)) {
      if (this.#layers.length === 0) this.#home = homeOf(this.#dock);
      this.#layers.push(layer);
      this.#enter(layer);
    }
  }

  /** Place it behind the body, out of reach of body replacements and of rules for the body's children. */
  standBehindBody(): void {
    this.#move(() => standIn(native(document, "documentElement"), this.#dock));
  }

  /** The dock was removed from the page. */
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

  /** The layer is over: move to the next one below that is not. */
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

/** Whether it is no longer modal, in the page, or visible. */
const isOver = (layer: Element): boolean =>
  !native(layer, "isConnected") || !isLayer(layer) || !native(layer, "checkVisibility")();

/** Calls `over` when the layer is over. @returns ends it */
function whenOver(layer: Element, over: () => void): () => void {
  const look = (): void => {
    if (isOver(layer)) over();
  };
  // Closed, hidden, removed, or no longer marked as modal. Closing a dialog is an event only on the dialog itself.
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
