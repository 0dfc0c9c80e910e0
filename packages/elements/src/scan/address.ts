/** An address as people write it: one @, no blanks or brackets. Whether somebody has it, the server says. */
const ADDRESS = /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/;

/** "Amy Currie <amy@example.com>" or "amy@example.com", as a header or an attribute has it. */
const NAMED = /^[^<>]*<([^<>]+)>$/;

const MAX_LENGTH = 254;

/** The address in a text that holds one and nothing else, in lower case; undefined otherwise. */
export function addressIn(text: string): string | undefined {
  const trimmed = text.trim();
  const address = NAMED.exec(trimmed)?.[1]?.trim() ?? trimmed;
  return address.length <= MAX_LENGTH && ADDRESS.test(address) ? address.toLowerCase() : undefined;
}

/**
 * The one recipient of a `mailto:` link. Undefined when there are none or several: such a link is not a person.
 * Subject, body, cc and the like do not matter; `?to=` adds a recipient (RFC 6068).
 */
export function recipient(href: string): string | undefined {
  const mailto = /^\s*mailto:([^?#]*)(?:\?([^#]*))?/i.exec(href);
  if (!mailto) return undefined;
  const further = (mailto[2] ?? "")
    .split("&")
    .map((field) => /^to=(.*)$/i.exec(field)?.[1])
    .filter((to) => to !== undefined);
  const recipients = [mailto[1] ?? "", ...further].flatMap((list) => list.split(",")).filter((part) => part !== "");
  const [only] = recipients;
  if (only === undefined || recipients.length > 1) return undefined;
  try {
    // A comma within an address is encoded, so what is decoded now is one recipient.
    return addressIn(decodeURIComponent(only));
  } catch {
    return undefined; // "%" without two digits
  }
}
