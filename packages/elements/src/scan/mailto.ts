import { addressIn } from "./address.ts";

/** Read as browsers do: surrounding white space and inner line breaks are ignored (URL Standard). */
const SCHEME = /^mailto:/i;
const AROUND = /^[\0-\x20]+|[\0-\x20]+$/g;
const MAX_LENGTH = 8_192;

/** Whether an `href` is a `mailto:` link. */
export function isMailto(href: string): boolean {
  return SCHEME.test(asBrowsersRead(href));
}

/**
 * The only recipient of a `mailto:` link; undefined when there are none or several, because such a link is not one
 * person. Subject, body, cc and the like are ignored; `?to=` adds a recipient (RFC 6068). Recipients are separated by
 * commas, or by semicolons as in Outlook; each may be preceded by a name. Duplicates count once.
 */
export function recipient(href: string): string | undefined {
  const all = new Set(recipients(href));
  const [only] = all;
  return all.size === 1 ? only : undefined;
}

/** Undefined stands for a recipient that cannot be read. */
function recipients(href: string): Array<string | undefined> {
  const link = asBrowsersRead(href);
  if (!SCHEME.test(link) || link.length > MAX_LENGTH) return [];
  const [path = "", query = ""] = link
    .slice("mailto:".length)
    .replace(/#.*$/, "")
    .split(/\?(.*)/);
  const fields = query.split(/&(?:amp;)?/).map((field) => /^\s*to\s*=(.*)$/i.exec(field)?.[1]);
  return [path, ...fields].flatMap((list) => (list === undefined ? [] : listed(list)));
}

function listed(list: string): Array<string | undefined> {
  const named = split(list).filter((part) => part !== "");
  const decoded = named.map((part) => {
    const text = decode(part);
    return text === undefined ? [undefined] : within(text);
  });
  return decoded.flat();
}

/**
 * A list that was percent-encoded as a whole is a list, but a comma within a name or an encoded address separates
 * nothing.
 */
function within(text: string): Array<string | undefined> {
  const one = addressIn(text) ?? addressIn(unquoted(text));
  if (one !== undefined) return [one];
  const parts = split(text).filter((part) => part !== "");
  return parts.length > 1 ? parts.map((part) => addressIn(unquoted(part))) : [undefined];
}

/** `"Currie, Amy" <amy@example.com>` as `Currie, Amy <amy@example.com>`. */
const unquoted = (text: string): string => text.replace(/^\s*"[^"]*"\s*(?=<)/, "");

/** Splits at commas and semicolons outside quotes, encoded ones included. */
function split(list: string): string[] {
  const parts: string[] = [];
  let part = "";
  let quoted = false;
  for (const [piece] of list.matchAll(/%22|[\s\S]/gi)) {
    if (piece === '"' || piece === "%22") quoted = !quoted;
    if (!quoted && (piece === "," || piece === ";")) {
      parts.push(part.trim());
      part = "";
    } else part += piece;
  }
  return [...parts, part.trim()];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // "%" without two digits
  }
}

function asBrowsersRead(href: string): string {
  return href.replace(AROUND, "").replace(/[\t\n\r]/g, "");
}
