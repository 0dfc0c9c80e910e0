/** A piece of a text, with its address when it is a link. */
export interface Piece {
  readonly text: string;
  readonly href?: string;
}

/**
 * Ends at white space, quotation marks, Chinese and Japanese punctuation, and invisible characters, which could
 * disguise where a link leads.
 */
const ADDRESS = /(?<![a-z0-9_])(?:https?:\/\/|mailto:)[^\s\p{Cc}\p{Cf}<>"“”„«»。、，！？：；]+/giu;
/** At the end of an address, these belong to the sentence around it. */
const PUNCTUATION = /[.,:;!?'’*_~…]/u;
const PAIRS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{", "）": "（", "】": "【", "」": "「" };

/**
 * Splits a text into web and mail addresses and the pieces between them. A link shows its address as it was written,
 * and leads nowhere else.
 */
export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = withoutSentence(found);
    const href = hrefOf(address);
    if (href === undefined) continue;
    if (index > end) pieces.push({ text: text.slice(end, index) });
    pieces.push({ text: address, href });
    end = index + address.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Without trailing punctuation, and without a closing bracket whose opening bracket is before the address. */
function withoutSentence(address: string): string {
  let end = address.length;
  const open = new Map<string, number>();
  for (const [closing, opening] of Object.entries(PAIRS)) {
    open.set(closing, address.split(opening).length - address.split(closing).length);
  }
  for (; end > 0; end--) {
    const last = address[end - 1]!;
    const balance = open.get(last);
    if (balance === undefined ? !PUNCTUATION.test(last) : balance >= 0) break;
    if (balance !== undefined) open.set(last, balance + 1);
  }
  return address.slice(0, end);
}

/** Undefined for addresses that no browser opens, and for misleading ones such as "https://a.test@b.test". */
function hrefOf(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  if (url.username !== "" || url.password !== "") return undefined;
  return url.protocol === "mailto:" && !/^[^@?]+@[^@?]+/.test(url.pathname) ? undefined : url.href;
}
