/** An element class of this package. `elementName` is its tag name without the prefix. */
export interface ElementClass extends CustomElementConstructor {
  readonly elementName: string;
}

const tags = new WeakMap<CustomElementConstructor, string>();
let prefix = "live";

/** Set the prefix of all elements. */
export const useElementPrefix = (chosen: string): void => {
  prefix = chosen;
};

/** The prefix in use, without its hyphen. */
export const elementPrefix = (): string => prefix;

/**
 * Register a class as `<prefix-name>`. If another script has already defined that name, its definition stays, with a
 * warning.
 *
 * @returns whether the name now stands for this class
 */
export function defineElement(element: ElementClass): boolean {
  const tag = `${prefix}-${element.elementName}`;
  if (tags.get(element) === tag) return true;
  if (customElements.get(tag) !== undefined) {
    console.warn(`livename: <${tag}> is defined already and stays as it is. Use define({ prefix }) for another name.`);
    return false;
  }
  if (tags.has(element)) {
    console.warn(`livename: <${tags.get(element)}> cannot be <${tag}> too. Call define once.`);
    return false;
  }
  customElements.define(tag, element);
  tags.set(element, tag);
  return true;
}

/**
 * Make a class constructible for the package's own use, such as a card or a chat in a dock. When another copy of the
 * package has taken its name, it gets a free one.
 */
export function ensureDefined(element: ElementClass): void {
  if (tags.has(element)) return;
  const own = `${prefix}-${element.elementName}`;
  let tag = own;
  for (let copy = 2; customElements.get(tag) !== undefined; copy++) tag = `${own}-${copy}`;
  customElements.define(tag, element);
  tags.set(element, tag);
}
