import { attribute, closest, matches, native } from "../dom/native.ts";
import { addressesIn, addressIn } from "./address.ts";
import { isEdited } from "./edited.ts";
import { describedBy } from "./json-ld.ts";
import { isMailto, recipient } from "./mailto.ts";
import type { Rule } from "./map.ts";
import { isSame, nameIn, type Who } from "./who.ts";

/** A place in the page that names a person. */
export interface Match {
  /** The element that gets the mark. */
  readonly element: Element;
  readonly who: Who;
  /** Set when only a part of a text names the person; in UTF-16 code units. */
  readonly part?: { readonly text: Text; readonly from: number; readonly to: number };
}

/** Where to look for people, besides markup that says by itself that it is a person. */
export interface PeopleSources {
  /** Elements with an address in `data-person`, `data-email`, `href`, `title` or their text. */
  readonly selector?: string | undefined;
  /** Elements whose text is a name as people write it. */
  readonly names?: string | undefined;
  /** How the site writes people, as read by `readMap`. */
  readonly rules?: readonly Rule[] | undefined;
  /** Also find plain addresses in texts. */
  readonly text?: boolean | undefined;
}

const MAILTO = 'a[href*="mailto:" i], area[href*="mailto:" i]';
const NAMED = "[data-person]";
const CARD = ".h-card, .vcard";
const SCHEMA = '[itemscope][itemtype*="://schema.org/Person"]';
const PERSON_TYPE = /(?:^|\s)https?:\/\/schema\.org\/Person\/?(?:\s|$)/;
const EMAIL = ".u-email";
/** Elements whose person the page's JSON-LD may describe. */
const AUTHOR = 'a[rel~="author" i], [itemprop~="author"]:not([itemscope]), .p-author:not(.h-card)';

const CARD_EMAIL = ".u-email, .email";
const CARD_NAME = ".p-name, .fn";
const SCHEMA_EMAIL = '[itemprop~="email"]';
const SCHEMA_NAME = '[itemprop~="name"]';

/** Never changed: what people type into, what shows no text, and what cannot have children. */
const UNTOUCHED = [
  "input, textarea, select, option, button, script, style, template, noscript, iframe, svg, math, title",
  '[contenteditable]:not([contenteditable="false" i]), [role~="textbox" i]',
  ".ProseMirror, .cm-editor, .CodeMirror, .monaco-editor, .ace_editor, .ql-editor, trix-editor, .mce-content-body",
  ".ck-editor__editable, .note-editable, [data-slate-editor], [data-lexical-editor], .public-DraftEditor-content",
].join(", ");

/** Regions that turn scanning on or off; the nearest one counts. */
const REGION = "[data-scan]:not(script)";

/** Attributes whose change may make an element match, or no longer. */
const WATCHED = ["href", "data-person", "data-email", "data-scan", "contenteditable", "role", "itemprop", "itemtype"];
/** Attributes that a selector tests. Classes are left out, because they change too often to check everything within. */
const TESTED = /\[\s*([\w-]+)/g;

/** `sure`: stated by markup, which takes precedence over what is read from text. */
type Found = Match & { readonly sure: boolean };

export interface Matcher {
  /** Selects all elements that `match` may accept. */
  readonly selector: string;
  /** Attributes whose change may make an element match, or no longer. */
  readonly watched: readonly string[];
  /** Whether a changed text may do so too. */
  readonly readsText: boolean;
  /** The person that an element names, or undefined. */
  match(element: Element): Match | undefined;
  /**
   * Texts in a part of the page that may contain plain addresses, in elements that the selector does not cover. Other
   * texts are yielded now and then, so that a caller with a time limit regains control.
   */
  texts(root: Node): Iterable<Text>;
  /** The people named by parts of a text. A text that is all of its element is left to `match`. */
  matchText(text: Text): readonly Match[];
}

/**
 * @param own selects our elements, which are never scanned
 * @throws SyntaxError when a selector of the sources is invalid
 */
export function matcher({ selector: authors, names, rules = [], text = false }: PeopleSources, own: string): Matcher {
  const chosen = selectorOf(authors);
  const named = selectorOf(names);
  const isIn = (element: Element, some: string | undefined): boolean => some !== undefined && matches(element, some);
  const untouched = `${UNTOUCHED}, ${own}`;
  const mapped = [...new Set(rules.map((rule) => rule.selector))];

  const sure = [MAILTO, NAMED, CARD, SCHEMA, EMAIL, AUTHOR, chosen, ...mapped].filter((part) => part !== undefined);
  const selector = [...sure, ...(named === undefined ? [] : [named])].join(", ");
  const surely = sure.join(", ");

  const find = (element: Element): Found | undefined => {
    const who = whoSurely(element);
    if (who) return { ...who, sure: true };
    const name = isIn(element, named) ? nameOf(element) : undefined;
    if (name) return { element, who: name, sure: name.by === "address" };
    const whole =
      text && holdsText(element) ? matched(element, addressIn(native(element, "textContent") ?? "")) : undefined;
    return whole && { ...whole, sure: false };
  };

  const whoSurely = (element: Element): Match | undefined => {
    if (matches(element, NAMED)) return matched(element, addressIn(attribute(element, "data-person") ?? ""));
    if (matches(element, CARD)) return fromCard(element, CARD_EMAIL, CARD_NAME);
    if (matches(element, SCHEMA) && PERSON_TYPE.test(attribute(element, "itemtype") ?? ""))
      return fromCard(element, SCHEMA_EMAIL, SCHEMA_NAME);
    for (const rule of rules) {
      const who = matches(element, rule.selector) ? rule.who(element) : undefined;
      if (who) return { element, who };
    }
    if (isIn(element, chosen) || matches(element, EMAIL)) return matched(element, addressOf(element));
    if (matches(element, MAILTO)) return matched(element, recipient(attribute(element, "href") ?? ""));
    return matches(element, AUTHOR) ? matched(element, describedBy(element)) : undefined;
  };

  const isOpen = (element: Element): boolean => !closest(element, untouched) && !isOff(element) && !isEdited(element);

  const tests = [chosen, named, ...mapped].filter((part) => part !== undefined).join(" ");
  const tested = [...tests.matchAll(TESTED)].map(([, attribute]) => attribute!);
  const taken = rules.flatMap((rule) => rule.attributes ?? []);

  return {
    selector,
    watched: [...new Set([...WATCHED, ...tested, ...taken].map((name) => name.toLowerCase()))],
    readsText: text || named !== undefined || rules.length > 0,
    match(element) {
      const match = find(element);
      if (!match || !isOpen(match.element)) return undefined;
      // A card's name gets the mark, so the same person's address beside it needs none. A match by name only yields to
      // surer ones around and within it.
      const around = closestAbove(element, selector);
      const outer = around && find(around);
      if (outer && (isSame(outer.who, match.who) || (outer.sure && !match.sure))) return undefined;
      if (!match.sure && [...native(element, "querySelectorAll")(surely)].some((inner) => whoSurely(inner)))
        return undefined;
      return { element: match.element, who: match.who };
    },
    *texts(root) {
      if (!text) return;
      const page = native(root, "ownerDocument") ?? (root as Document);
      // A node iterator continues even when the page removes nodes in the meantime.
      const all = native(page, "createNodeIterator")(root, NodeFilter.SHOW_TEXT);
      let passed = 0;
      for (let next = all.nextNode(); next; next = all.nextNode())
        if (mayHold(next) || ++passed % PASSED === 0) yield next as Text;
    },
    matchText(node) {
      const element = native(node, "parentElement");
      if (!text || !element || !mayHold(node) || !isOpen(element)) return [];
      // People in links, cards and mapped elements are matched there already.
      const around = closest(element, selector);
      if (find(element) || (around && find(around))) return [];
      return addressesIn(node.data).map(({ address, from, to }) => ({
        element,
        who: { by: "address", address },
        part: { text: node, from, to },
      }));
    },
  };
}

/** Texts skipped before control returns to the caller. */
const PASSED = 100;

const holdsText = (element: Element): boolean =>
  [...native(element, "childNodes")].some((child) => child instanceof Text && mayHold(child));
const mayHold = (node: Node): boolean => (node as Text).data.includes("@");

function selectorOf(given: string | undefined): string | undefined {
  const text = given?.trim() || undefined;
  if (text) new DocumentFragment().querySelector(text);
  return text;
}

const isOff = (element: Element): boolean => {
  const region = closest(element, REGION);
  return region !== null && attribute(region, "data-scan") === "off";
};

/** The nearest ancestor that matches the selector. */
export function closestAbove(element: Element, selector: string): Element | null {
  const parent = native(element, "parentElement");
  return parent && closest(parent, selector);
}

const matched = (element: Element, address: string | undefined): Match | undefined =>
  address === undefined ? undefined : { element, who: { by: "address", address } };

/** A card without a name is marked at its address; one without a readable address is not matched. */
function fromCard(card: Element, email: string, name: string): Match | undefined {
  // Content of a nested card is about another person.
  const inside = (selector: string): Element | undefined =>
    [...native(card, "querySelectorAll")(selector)].find((part) => closestAbove(part, `${CARD}, ${SCHEMA}`) === card);
  const source = inside(email) ?? (matches(card, "a[href]") ? card : undefined);
  const address = source && addressOf(source);
  return source && matched(inside(name) ?? source, address);
}

function addressOf(element: Element): string | undefined {
  const href = attribute(element, "href");
  if (href !== null && isMailto(href)) return recipient(href);
  const stated = ["data-person", "data-email", "content", "value"]
    .map((name) => attribute(element, name))
    .find((value) => value !== null);
  return one(stated ?? "") ?? one(attribute(element, "title") ?? "") ?? one(native(element, "textContent") ?? "");
}

const one = (text: string): string | undefined => (isMailto(text) ? recipient(text) : addressIn(text));

/** The element's text as a name, or the address it consists of. */
function nameOf(element: Element): Who | undefined {
  const text = native(element, "textContent") ?? "";
  const address = text.includes("@") ? addressIn(text.replace(/\s+/g, " ")) : undefined;
  if (address !== undefined) return { by: "address", address };
  const name = nameIn(text);
  return name === undefined ? undefined : { by: "name", name };
}
