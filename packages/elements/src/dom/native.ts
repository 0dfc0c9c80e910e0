/**
 * A member of one of the page's nodes as the platform defines it: `native(document, "body")`,
 * `native(form, "closest")("a")`.
 *
 * Named elements shadow the members of documents and forms (DOM clobbering): with `<img name="body">` on the page,
 * `document.body` is that image, and with `<input name="closest">` a form has no `closest`. Anybody who may write HTML
 * into a page could choose what our code reads. Names do not reach prototypes, so members are read from there.
 * Nodes of our own shadow trees do not need this.
 */
export function native<T extends Node, K extends keyof T>(node: T, member: K): T[K] {
  const value: unknown = Reflect.get(Object.getPrototypeOf(node), member, node);
  return (typeof value === "function" ? value.bind(node) : value) as T[K];
}

// The same for members that a scan reads of thousands of elements, without creating a function for each.

export const matches = (element: Element, selector: string): boolean =>
  Element.prototype.matches.call(element, selector);

export const closest = (element: Element, selector: string): Element | null =>
  Element.prototype.closest.call(element, selector);

export const attribute = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);
