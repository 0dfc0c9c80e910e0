import { addressIn } from "./address.ts";

/** The scheme as browsers read it: blanks around an address, and line breaks within, do not count (URL Standard). */
const SCHEME = /^mailto:/i;
const AROUND = /^[\0-\x20]+|[\0-\x20]+$/g;
const MAX_LENGTH = 8_192;

/** Whether an `href` leads to a mail. */
export function isMailto(href: string): boolean {
  return SCHEME.test(asBrowsersRead(href));
}

/**
 * The one recipient of a `mailto:` link. Undefined when there are none or several: such a link is not a person.
 * Subject, body, cc and the like do not matter; `?to=` adds a recipient (RFC 6068). Recipients are separated by commas,
 * by Outlook's users by semicolons; each may have a name before it. The same one twice is one.
 */
export function recipient(href: string): string | undefined {
  const all = new Set(recipients(href));
  const [only] = all;
  return all.size === 1 ? only : undefined;
}

/** Undefined stands for one who cannot be read. */
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
 * What was encoded as a whole, a list among it, is a list; but a comma in a name, or encoded in an address, parts
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

/** At commas and semicolons that stand in no quotes, encoded ones either, and in no brackets. */
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
