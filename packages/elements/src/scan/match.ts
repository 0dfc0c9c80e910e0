import { addressIn, recipient } from "./address.ts";

/** An element of the page that stands for a person. */
export interface Match {
  readonly element: Element;
  readonly address: string;
}

const MAILTO = 'a[href^="mailto:" i]';
const NAMED = "[data-person]";
const CARD = ".h-card, .vcard";
const SCHEMA = '[itemscope][itemtype~="https://schema.org/Person"], [itemscope][itemtype~="http://schema.org/Person"]';

const CARD_EMAIL = ".u-email, .email";
const CARD_NAME = ".p-name, .fn";
const SCHEMA_EMAIL = '[itemprop~="email"]';
const SCHEMA_NAME = '[itemprop~="name"]';

/** Where nothing of ours belongs: what people type into, what shows no text, and what has no place for a child. */
const UNTOUCHED =
  'input, textarea, select, option, button, script, style, template, noscript, iframe, svg, math, title, [contenteditable]:not([contenteditable="false" i])';

/** Attributes whose change may make an element match, or no longer. */
export const WATCHED_ATTRIBUTES = ["href", "data-person", "data-scan", "contenteditable", "itemprop", "itemtype"];

export interface Matcher {
  /** Selects all that `match` may take for a person. */
  readonly selector: string;
  /** The person that an element stands for, or undefined. */
  match(element: Element): Match | undefined;
}

/**
 * @param authors the page author's own (`data-scan-selector`); its elements hold an address in `data-person`,
 *   `data-email`, `href`, `title` or as their text. Throws a SyntaxError when it is not a selector.
 * @param own selects our elements, whose insides are never scanned
 */
export function matcher(authors: string | undefined, own: string): Matcher {
  const chosen = authors?.trim() || undefined;
  if (chosen) document.createDocumentFragment().querySelector(chosen);
  const isChosen = (element: Element): boolean => chosen !== undefined && element.matches(chosen);
  const untouched = `${UNTOUCHED}, ${own}`;

  const selector = [MAILTO, NAMED, CARD, SCHEMA, chosen].filter((part) => part !== undefined).join(", ");

  const find = (element: Element): Match | undefined => {
    if (element.matches(NAMED)) return matched(element, addressIn(element.getAttribute("data-person") ?? ""));
    if (element.matches(CARD)) return fromCard(element, CARD_EMAIL, CARD_NAME);
    if (element.matches(SCHEMA)) return fromCard(element, SCHEMA_EMAIL, SCHEMA_NAME);
    if (isChosen(element)) return matched(element, addressOf(element));
    if (!element.matches(MAILTO)) return undefined;
    return matched(element, recipient(element.getAttribute("href") ?? ""));
  };

  return {
    selector,
    match(element) {
      const match = find(element);
      if (!match || match.element.closest(untouched)) return undefined;
      if (match.element.closest("[data-scan]:not(script)")?.getAttribute("data-scan") === "off") return undefined;
      // A card's name carries the icon; the same person's address beside it needs no second one.
      const around = element.parentElement?.closest(selector);
      return around && find(around)?.address === match.address ? undefined : match;
    },
  };
}

const matched = (element: Element, address: string | undefined): Match | undefined =>
  address === undefined ? undefined : { element, address };

/** A card that names nobody is decorated at its address, and one without a readable address not at all. */
function fromCard(card: Element, email: string, name: string): Match | undefined {
  // What a card nested in this one says is not said of this one's person.
  const inside = (selector: string): Element | undefined =>
    [...card.querySelectorAll(selector)].find((part) => part.parentElement?.closest(`${CARD}, ${SCHEMA}`) === card);
  const source = inside(email) ?? (card.matches("a[href]") ? card : undefined);
  const address = source && addressOf(source);
  return source && matched(inside(name) ?? source, address);
}

function addressOf(element: Element): string | undefined {
  const href = element.getAttribute("href");
  if (href !== null && /^\s*mailto:/i.test(href)) return recipient(href);
  const stated = ["data-person", "data-email", "content", "value"]
    .map((name) => element.getAttribute(name))
    .find((value) => value !== null);
  return (
    addressIn(stated ?? "") ?? addressIn(element.getAttribute("title") ?? "") ?? addressIn(element.textContent ?? "")
  );
}
