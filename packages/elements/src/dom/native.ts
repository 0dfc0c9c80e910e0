/**
 * A member of a node of the page as the platform has it: `native(document, "body")`, `native(form, "closest")("a")`.
 *
 * The names of elements come before the members of documents and forms: with `<img name="body">` on the page,
 * `document.body` is that image, and with `<input name="closest">` a form has no `closest`. Whoever may write HTML on
 * a page could so choose what our code reads. Prototypes are out of reach of names, so members are taken from there.
 * Nodes of our own shadow trees need none of this.
 */
export function native<T extends Node, K extends keyof T>(node: T, member: K): T[K] {
  const value: unknown = Reflect.get(Object.getPrototypeOf(node), member, node);
  return (typeof value === "function" ? value.bind(node) : value) as T[K];
}

// The same for what a scan asks of thousands of elements, without a function made for each.

export const matches = (element: Element, selector: string): boolean =>
  Element.prototype.matches.call(element, selector);

export const closest = (element: Element, selector: string): Element | null =>
  Element.prototype.closest.call(element, selector);

export const attribute = (element: Element, name: string): string | null =>
  Element.prototype.getAttribute.call(element, name);
