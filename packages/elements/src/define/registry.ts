/** An element class of this package: what it is called behind the prefix. */
export interface ElementClass extends CustomElementConstructor {
  readonly elementName: string;
}

const tags = new WeakMap<CustomElementConstructor, string>();
let prefix = "live";

/** The prefix in use: that of the last `define`. */
export const useElementPrefix = (chosen: string): void => {
  prefix = chosen;
};

/** What stands before `-name` and the others. */
export const elementPrefix = (): string => prefix;

/**
 * Register a class as `<prefix-name>`. A name that somebody else has taken is left to them, with a
 * warning, since the registry of a page has no second place for it.
 *
 * @returns whether the class now stands under that name
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
 * Make a class constructible for the package's own use, under a free name when its own is taken by
 * another version: a card, a chat within a dock.
 */
export function ensureDefined(element: ElementClass): void {
  if (tags.has(element)) return;
  const own = `${prefix}-${element.elementName}`;
  let tag = own;
  for (let copy = 2; customElements.get(tag) !== undefined; copy++) tag = `${own}-${copy}`;
  customElements.define(tag, element);
  tags.set(element, tag);
}
