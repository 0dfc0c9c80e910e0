import { matches, native } from "../dom/native.ts";
import { slices } from "./slices.ts";

/** Delay after a change before open shadow trees are searched again. */
export const SWEEP_MS = 500;

/**
 * Finds the open shadow trees of a page, including nested ones. A tree may be attached to an existing element, which
 * nothing reports, so after changes all elements are checked, a few milliseconds at a time.
 */
export class Shadows {
  readonly #found = new Set<ShadowRoot>();
  readonly #own: string;
  readonly #root: Document | ShadowRoot | Element;
  readonly #work: ReturnType<typeof slices<Element>>;
  readonly #observer = new MutationObserver(() => this.#soon());
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param own selects our elements, whose shadow trees are skipped
   * @param found called once with each tree
   */
  constructor(root: Document | ShadowRoot | Element, own: string, found: (tree: ShadowRoot) => void) {
    this.#root = root;
    this.#own = own;
    this.#work = slices((element) => {
      const tree = native(element, "shadowRoot");
      if (!tree || this.#found.has(tree) || matches(element, this.#own)) return;
      this.#found.add(tree);
      found(tree);
      this.#observe(tree);
    });
  }

  get roots(): readonly ShadowRoot[] {
    return [...this.#found];
  }

  start(): void {
    this.#observe(this.#root);
  }

  stop(): void {
    this.#observer.disconnect();
    clearTimeout(this.#timer);
    this.#work.stop();
  }

  #observe(tree: Document | ShadowRoot | Element): void {
    this.#observer.observe(tree, { childList: true, subtree: true });
    this.#work.add(elementsOf(tree));
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const tree of [this.#root, ...this.#found]) this.#work.add(elementsOf(tree));
    }, SWEEP_MS);
  }
}

/** How many elements are checked before control returns to the caller. */
const STRIDE = 500;

/** Elements with a shadow tree. Others are yielded now and then, so that a caller with a time limit regains control. */
function* elementsOf(tree: Document | ShadowRoot | Element): Generator<Element> {
  let asked = 0;
  for (const element of native<ParentNode, "querySelectorAll">(tree, "querySelectorAll")("*"))
    if (native(element, "shadowRoot") || ++asked % STRIDE === 0) yield element;
}
