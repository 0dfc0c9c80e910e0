import { native } from "./native.ts";

/** Events after which `:checked` and `:target` may match other elements, although no attribute changes. */
const ANYWHERE = ["change", "reset"] as const;

/**
 * Reports elements that the pointer or the focus enters for the first time: a page may use `:hover` and `:focus-within`
 * to lay out their content differently. What was found then is known from then on.
 */
export class States {
  readonly #entered: (place: Element) => boolean;
  readonly #anywhere: () => void;
  readonly #hovered = new WeakSet<Element>();
  readonly #focused = new WeakSet<Element>();

  /**
   * @param entered called with each element entered for the first time, the outermost first, until it returns true
   * @param anywhere called when anything on the page may be laid out differently
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
    // Firefox sends the event before `:hover` matches.
    if (entered.length > 0) requestAnimationFrame(() => entered.some((place) => this.#entered(place)));
  }
}

const CAPTURE = { capture: true, passive: true } as const;
