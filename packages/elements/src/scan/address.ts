/**
 * A mail address as people write it: one @, no white space or brackets. The server decides whether it is somebody's.
 */
const ADDRESS = /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/;

/** "Amy Currie <amy@example.com>", as in a mail header. */
const NAMED = /^[^<>]*<([^<>]+)>$/;

const MAX_LENGTH = 254;
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const ASCII = /^[\0-\x7f]*$/;

/**
 * The address in a text that contains one and nothing else, in lower case; undefined otherwise. It is normalised:
 * composed characters, no invisible ones, and an internationalised domain as `xn--`.
 */
export function addressIn(text: string): string | undefined {
  const trimmed = text.trim();
  const address = NAMED.exec(trimmed)?.[1]?.trim() ?? trimmed;
  if (address.length > MAX_LENGTH || !ADDRESS.test(address)) return undefined;
  return ASCII.test(address) ? address.toLowerCase() : international(address);
}

function international(written: string): string | undefined {
  const address = written.replace(INVISIBLE, "").normalize("NFC").toLowerCase().normalize("NFC");
  const at = address.indexOf("@") + 1;
  const domain = address.slice(at);
  if (at === 1 || domain === "") return undefined;
  if (ASCII.test(domain)) return address;
  // The platform normalises domains. What it rejects is left as it is for the server to decide.
  const host = URL.canParse(`https://${domain}/`) ? new URL(`https://${domain}/`).hostname : domain;
  return address.slice(0, at) + host;
}

/** A candidate for an address within a text; it may include punctuation at both ends. */
const WITHIN = /[^\s@<>(),;:"'\\[\]{}|/=?&]+@[^\s@<>(),;:"'\\[\]{}|/=?&!]+\.[^\s@<>(),;:"'\\[\]{}|/=?&!]+/gu;
/** Only this much of a longer text is searched. */
const MAX_TEXT = 100_000;

export interface AddressAt {
  readonly address: string;
  /** Position in the text, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
}

/** All plain addresses in a text: "Write to amy@example.com." contains one, without the full stop. */
export function addressesIn(text: string): AddressAt[] {
  if (!text.includes("@")) return [];
  return [...text.slice(0, MAX_TEXT).matchAll(WITHIN)].flatMap(({ 0: found, index }) => {
    const before = /^[.…–—*_~`„“”‚‘’«»]+/u.exec(found)?.[0].length ?? 0;
    const written = found.slice(before).replace(/[.…–—*_~`“”‘’«»]+$/u, "");
    const address = addressIn(written);
    const from = index + before;
    const to = from + written.length;
    // "git@example.com:tools" and "https://amy@example.com/" are locations, and "a@1.2" is a version.
    const isPlace = text[from - 1] === "/" || /^[:/][^\s]/.test(text.slice(to, to + 2));
    if (address === undefined || isPlace || !/\.(?!\d+$)[^.]{2,}$/.test(address)) return [];
    return [{ address, from, to }];
  });
}
