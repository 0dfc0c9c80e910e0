import { native } from "./native.ts";

/** What a page's style sheets may choose by, though no attribute changes: `:checked` and `:target`. */
const ANYWHERE = ["change", "reset"] as const;

/**
 * Tells of elements that are pointed at, or have the focus in them, for the first time: by `:hover` and `:focus-within` a
 * page may lay out differently what is in them. What was found then is known from then on.
 */
export class States {
  readonly #entered: (place: Element) => boolean;
  readonly #anywhere: () => void;
  readonly #hovered = new WeakSet<Element>();
  readonly #focused = new WeakSet<Element>();

  /**
   * @param entered is called with the elements that are entered for the first time, the outermost first, until it has
   *   looked at what is in one
   * @param anywhere is called when something else may be laid out differently, wherever it is
   */
  constructor(entered: (place: Element) => boolean, anywhere: () => void) {
    this.#entered = entered;
    this.#anywhere = anywhere;
    const listen = native(document, "addEventListener");
    listen("pointerover", this.#point, CAPTURE);
    listen("focusin", this.#focus, CAPTURE);
    for (const type of ANYWHERE) listen(type, anywhere, CAPTURE);
    window.addEventListener("hashchange", anywhere);
  }

  stop(): void {
    const ignore = native(document, "removeEventListener");
    ignore("pointerover", this.#point, CAPTURE);
    ignore("focusin", this.#focus, CAPTURE);
    for (const type of ANYWHERE) ignore(type, this.#anywhere, CAPTURE);
    window.removeEventListener("hashchange", this.#anywhere);
  }

  readonly #point = ({ target }: Event): void => this.#enter(target, this.#hovered);
  readonly #focus = ({ target }: Event): void => this.#enter(target, this.#focused);

  #enter(target: EventTarget | null, known: WeakSet<Element>): void {
    const entered: Element[] = [];
    for (let at = target instanceof Element ? target : null; at && !known.has(at); at = native(at, "parentElement")) {
      known.add(at);
      entered.unshift(at);
    }
    // Firefox tells of the pointer before its rules know of it.
    if (entered.length > 0) requestAnimationFrame(() => entered.some((place) => this.#entered(place)));
  }
}

const CAPTURE = { capture: true, passive: true } as const;
