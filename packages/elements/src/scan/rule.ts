import { addressIn } from "./address.ts";
import { type Parts, type Pattern, readPattern } from "./pattern.ts";
import { nameIn, type Who } from "./who.ts";

/** One parsed line of a map, such as `a[href^="/users/"] -> {id}`. */
export interface WrittenRule {
  /** The elements it applies to; for a pattern alone, all links. */
  readonly selector: string;
  readonly pattern: Pattern;
  /** The attribute to read, after a text that the selector requires. Undefined: the link's address and the text. */
  readonly from?: { readonly attribute: string; readonly behind?: Fixed } | undefined;
}

/** A text that a selector requires in an attribute. */
interface Fixed {
  readonly text: string;
  /** It must be at the start; otherwise it may be anywhere. */
  readonly first: boolean;
}

/** What a rule reads of an element. */
export interface Seen {
  attribute(name: string): string | null;
  /** With white space collapsed. */
  readonly text: string;
  /** Of a link, resolved as the browser does. */
  readonly address: URL | undefined;
  /** The page's own. */
  readonly origin: string;
}

const LINKS = "a[href]";
const ARROW = /->|→/;

/** Splits a map at line ends and semicolons, but not within quotes and brackets. */
export function splitRules(text: string): string[] {
  return split(text, /[\n;]/)
    .map((rule) => rule.trim())
    .filter((rule) => rule !== "");
}

/** A rule for each selector of a list. `problem` completes a sentence about what is wrong. */
export function readRule(text: string): readonly WrittenRule[] | { readonly problem: string } {
  const cut = split(text, ARROW);
  // An arrow after an unclosed bracket is one too: then the selector is reported as wrong.
  const [first = "", ...rest] = cut.length === 1 ? text.split(ARROW) : cut;
  if (rest.length > 1) return { problem: "has two arrows; write each rule in a line of its own" };
  const [right] = rest;
  const [, attribute, written = ""] = /^\s*(?:@([\w-]+)\s+)?([\s\S]*)$/.exec(right ?? first) ?? [];
  const pattern = readPattern(written.trim());
  if ("problem" in pattern) return pattern;
  if (right === undefined) return [{ selector: LINKS, pattern, from: attribute ? { attribute } : undefined }];
  const selectors = split(first, /,/).map((selector) => selector.trim());
  if (selectors.includes("")) return { problem: "has no selector before its arrow" };
  return selectors.map((selector) => ({
    selector,
    pattern,
    from: attribute ? { attribute } : fixedBy(selector),
  }));
}

/** The text that a final `[href^="/users/"]` or `[href*="/users/"]` of a selector requires. */
function fixedBy(selector: string): WrittenRule["from"] {
  const tests =
    /\[\s*([\w-]+)\s*([\^*])=\s*(?:"([^"]+)"|'([^']+)'|([^\s\]"']+))\s*[is]?\s*\](?:\[[^\]]*\]|:[\w-]+(?:\([^)]*\))?|\.[\w-]+)*$/i;
  const [, attribute, how, double, single, plain] = tests.exec(selector) ?? [];
  if (attribute === undefined) return undefined;
  return { attribute, behind: { text: double ?? single ?? plain ?? "", first: how === "^" } };
}

/** Whom the element names by this rule; undefined for nobody. */
export function whoBy({ pattern, from }: WrittenRule, seen: Seen, application: string | undefined): Who | undefined {
  for (const [text, isAddress] of texts(pattern, from, seen)) {
    const parts = pattern.read(text);
    if (parts) return whoOf(parts, application, isAddress);
  }
  return undefined;
}

function whoOf(
  { mail, id, uid, user, name }: Parts,
  application: string | undefined,
  isAddress: boolean,
): Who | undefined {
  if (mail !== undefined) {
    const address = addressIn(mail);
    return address === undefined ? undefined : { by: "address", address };
  }
  // Wikis write spaces as underscores in addresses.
  const read = (text: string): string => (isAddress ? text.replaceAll("_", " ") : text).trim();
  const alias = id ?? uid ?? (user === undefined ? undefined : read(user));
  if (alias !== undefined)
    return application === undefined || alias === "" ? undefined : { by: "alias", application, alias };
  const written = name === undefined ? undefined : nameIn(read(name));
  return written === undefined ? undefined : { by: "name", name: written };
}

type Text = readonly [text: string, isAddress: boolean];

/** The texts to match a pattern against, in order. */
function* texts(pattern: Pattern, from: WrittenRule["from"], seen: Seen): Generator<Text> {
  if (from) {
    const value = seen.attribute(from.attribute);
    if (value === null) return;
    const isAddress = from.attribute.toLowerCase() === "href";
    if (from.behind === undefined) yield* isAddress ? addressTexts(pattern, seen) : ([[value.trim(), false]] as const);
    else yield* behind(value, from.behind, isAddress, seen);
    return;
  }
  const text: Text = [seen.text, false];
  // Names and mail addresses are found in texts, aliases of applications in addresses. A pattern without literal text
  // matches anything, so it is tried on only one of the two.
  const textFirst = pattern.parts.includes("name") || pattern.parts.includes("mail") || !seen.address;
  if (textFirst) yield text;
  if (!textFirst || pattern.says) yield* addressTexts(pattern, seen);
  if (!textFirst && pattern.says) yield text;
}

function* behind(value: string, fixed: Fixed, isAddress: boolean, seen: Seen): Generator<Text> {
  const at = fixed.first ? 0 : value.toLowerCase().lastIndexOf(fixed.text.toLowerCase());
  if (at < 0) return;
  const rest = value.slice(at + fixed.text.length);
  if (!isAddress) return yield [rest.trim(), false];
  // The number 17 at another site is another person.
  if (!/^(?:https?:)?\/\//i.test(fixed.text) && seen.address?.origin !== seen.origin) return;
  const text = decode(rest.replace(/[?#&].*$/s, "").replace(/\/$/, ""));
  if (text !== undefined) yield [text, true];
}

function* addressTexts({ absolute, slashes }: Pattern, { address, origin }: Seen): Generator<Text> {
  if (!address || !/^https?:$/.test(address.protocol)) return;
  // Each is decoded separately, so that an encoded slash does not split a segment.
  const segments = address.pathname
    .replace(/\/$/, "")
    .split("/")
    .map((segment) => decode(segment) ?? "");
  if (absolute) {
    yield [`${address.origin}${segments.join("/")}`, true];
    yield [`//${address.host}${segments.join("/")}`, true];
    return;
  }
  if (address.origin !== origin) return;
  // "/users/{id}" begins with a slash, so that the segment before it is empty.
  yield [segments.slice(-1 - slashes).join("/"), true];
  if (slashes > 0) yield [`/${segments.slice(-slashes).join("/")}`, true];
  for (const value of address.searchParams.values()) yield [value, true];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // "%" without two digits
  }
}

/** Splits at matches outside brackets and quotes within them. A line end closes both. */
function split(text: string, at: RegExp): string[] {
  const parts: string[] = [];
  let part = "";
  let quote = "";
  let depth = 0;
  const here = new RegExp(at.source, "y");
  for (let index = 0; index < text.length; index++) {
    const char = text[index]!;
    if (char === "\n") [quote, depth] = ["", 0];
    here.lastIndex = index;
    const [found] = quote === "" && depth === 0 ? (here.exec(text) ?? []) : [];
    if (found !== undefined) {
      parts.push(part);
      part = "";
      index += found.length - 1;
      continue;
    }
    part += char;
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (depth > 0 && (char === '"' || char === "'")) quote = char;
    else if ("[({".includes(char)) depth++;
    else if ("])}".includes(char)) depth = Math.max(0, depth - 1);
  }
  return [...parts, part];
}
